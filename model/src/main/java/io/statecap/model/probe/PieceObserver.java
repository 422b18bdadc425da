package io.statecap.model.probe;

import io.statecap.model.engine.LayerView;

/** Called by {@link PromptRun} for each layer of each piece of a sequence. */
public interface PieceObserver {

    /** @param start position of the piece's first token */
    void layer(long start, LayerView view);

    /**
     * Pieces end at every edge of these buckets that is no multiple of the chunk, since states exist at ends of chunks
     * only.
     */
    Buckets buckets();
}
