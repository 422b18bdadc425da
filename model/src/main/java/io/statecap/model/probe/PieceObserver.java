package io.statecap.model.probe;

import io.statecap.model.engine.LayerView;

/** Called by {@link PromptRun} for each layer of each piece of a sequence. */
@FunctionalInterface
public interface PieceObserver {

    /** @param start position of the piece's first token */
    void layer(long start, LayerView view);
}
