package io.statecap.model.probe;

import io.statecap.model.network.LayerView;

/** Looks at each layer of each piece of a sequence that {@link PromptRun} reads. */
public interface PieceObserver {

    /** @param start position of the piece's first token */
    void layer(long start, LayerView view);

    /** A piece is to end at every multiple of this; 0 for anywhere. States are only seen at ends of chunks. */
    default long pieceEnds() {
        return 0;
    }
}
