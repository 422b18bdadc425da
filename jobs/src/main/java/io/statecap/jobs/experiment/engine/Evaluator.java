package io.statecap.jobs.experiment.engine;

import io.statecap.datasets.TokenSource;
import io.statecap.datasets.passkey.PasskeyTask;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.PasskeyCell;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import java.util.List;
import java.util.function.LongConsumer;

/** A model whose weights are fixed, to read with. Safe for several threads at once. */
public interface Evaluator {

    /** Its sizes. */
    Mamba2Config config();

    /** Bytes of its own arrays. */
    long heldBytes();

    /**
     * Losses of one group of held-out sequences.
     *
     * @param group from 0 to {@link LossProbe#groups} − 1
     * @param held  is told the bytes that this took besides the model
     * @return one a sequence of the group, in order
     */
    List<SequenceLosses> losses(Mitigation mitigation, TokenSource source, int sequences, int group,
                                List<LossView> views, List<Slice> slices, LongConsumer held);

    /**
     * Statistics of states, of gates, or of both in one run.
     *
     * @param buckets positions of a row; the last edge is the length, tokens
     */
    LayerStatistics layers(Mitigation mitigation, TokenSource source, int sequences, Buckets buckets, boolean states,
                           boolean gates);

    /**
     * Retrieval of passkeys at one context length.
     *
     * @param depths 0 … 1
     * @return one cell a depth, in the order given
     */
    List<PasskeyCell> passkey(Mitigation mitigation, PasskeyTask task, long contextLength, List<Double> depths,
                              int samples);
}
