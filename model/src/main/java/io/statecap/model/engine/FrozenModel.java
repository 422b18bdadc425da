package io.statecap.model.engine;

import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;

/** A model whose weights are fixed, to read with. Safe for several threads at once. */
public interface FrozenModel extends AutoCloseable {

    /** Its sizes. */
    Mamba2Config config();

    /** Bytes of its weights as they are held, wherever. */
    long heldBytes();

    /** How it reads fastest with a mitigation; any other shape gives the same results up to rounding. */
    ReadingShape shape(Mitigation mitigation);

    /**
     * Something to read sequences with, from the empty state on. It belongs to one thread at a time, and is closed
     * before this model.
     *
     * @param sequences  number of sequences side by side
     * @param length     tokens of the longest piece, of each sequence
     * @param mitigation change of the recurrence; an engine without it reads with the CPU's on the same weights
     */
    Inference open(int sequences, int length, Mitigation mitigation);

    /** Frees what is not on the heap. */
    @Override
    default void close() {}
}
