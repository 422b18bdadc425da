package io.statecap.model.probe;

import io.statecap.model.network.LayerView;

/** Looks at each layer of each piece of a sequence that {@link PromptRun} reads. */
public interface PieceObserver {

    /** @param start position of the piece's first token */
    void layer(long start, LayerView view);

    /**
     * Where this observer wants pieces to end: at every edge that is no multiple of the chunk, since states are only
     * seen at ends of chunks.
     */
    Buckets buckets();
}
