package io.statecap.jobs.experiment.engine;

import io.statecap.datasets.TokenSource;
import io.statecap.datasets.passkey.PasskeyTask;
import io.statecap.model.Mamba2Config;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.Mitigation;
import io.statecap.model.network.Weights;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.GateProbe;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.PasskeyCell;
import io.statecap.model.probe.PasskeyProbe;
import io.statecap.model.probe.PieceObserver;
import io.statecap.model.probe.PromptRun;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import io.statecap.model.probe.StateProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads with packed weights on the CPU.
 *
 * @param weights in the kernels' layout
 */
record CpuEvaluator(Weights weights) implements Evaluator {

    @Override
    public Mamba2Config config() {
        return weights.config();
    }

    @Override
    public long heldBytes() {
        return MemoryFootprint.of(weights);
    }

    @Override
    public List<SequenceLosses> losses(Mitigation mitigation, TokenSource source, int sequences, int group,
                                       List<LossView> views, List<Slice> slices, LongConsumer held) {
        return LossProbe.group(weights, mitigation, source, sequences, group, views, slices, held);
    }

    @Override
    public LayerStatistics layers(Mitigation mitigation, TokenSource source, int sequences, Buckets buckets,
                                  boolean states, boolean gates) {
        StateProbe stateProbe = new StateProbe(buckets);
        GateProbe gateProbe = new GateProbe(config(), buckets);
        List<PieceObserver> observers = new ArrayList<>();
        if (states) {
            observers.add(stateProbe);
        }
        if (gates) {
            observers.add(gateProbe);
        }
        PromptRun.read(weights, mitigation, source, sequences, buckets.length(), observers);
        return new LayerStatistics(new ArrayList<>(stateProbe.rows()), new ArrayList<>(gateProbe.rows()));
    }

    @Override
    public List<PasskeyCell> passkey(Mitigation mitigation, PasskeyTask task, long contextLength, List<Double> depths,
                                     int samples) {
        return PasskeyProbe.run(weights, mitigation, task, contextLength, depths, samples);
    }
}
