package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.FreshPlan;
import io.statecap.model.probe.GateProbe;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.PasskeyProbe;
import io.statecap.model.probe.PromptRun;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import io.statecap.model.probe.StateProbe;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A part of a probe that needs no other part, and gives the same result wherever it runs.
 *
 * @param <R> what it measures
 */
public interface ProbeTask<R extends Serializable> extends Serializable {

    /**
     * @param memory is told the bytes that this took besides the model, by tasks that know
     * @throws IOException if data or tokenizer cannot be read
     */
    R measure(ProbeSubject subject, FrozenModel model, LongConsumer memory) throws IOException;

    /** Floating point operations, as many as plain forward passes do in the same time. */
    double flops(ProbeSubject subject);

    /** Losses of one group of sequences. */
    record Losses(Mitigation mitigation, String prompt, int sequences, int group, ArrayList<LossView> views,
                  ArrayList<Slice> slices) implements ProbeTask<ArrayList<SequenceLosses>> {
        @Override
        public ArrayList<SequenceLosses> measure(ProbeSubject subject, FrozenModel model, LongConsumer memory)
                throws IOException {
            return new ArrayList<>(LossProbe.group(new LossProbe.Reader(model, mitigation, subject.start()),
                    subject.open(prompt), sequences, group, views, slices, memory));
        }

        /** All positions with the state carried, and some a second time, in windows of several sizes. */
        @Override
        public double flops(ProbeSubject subject) {
            double blocks = CostEstimate.blockFlops(subject.config(), mitigation);
            double head = CostEstimate.forwardFlops(subject.config()) - CostEstimate.blockFlops(subject.config());
            double flops = views.get(0).buckets().length() * (blocks + head);
            for (LossView view : views) {
                FreshPlan plan = FreshPlan.of(view);
                flops += plan.positionsRead() * blocks + plan.positionsRead() / 2 * head;
            }
            return flops * sequences / LossProbe.groups(sequences);
        }
    }

    /** States and gates along one prompt, in one run. */
    record Layers(ProbePlan.RowKey key, Mitigation mitigation, String prompt, int sequences, Buckets buckets,
                  boolean states, boolean gates) implements ProbeTask<ProbeRows> {
        @Override
        public ProbeRows measure(ProbeSubject subject, FrozenModel model, LongConsumer memory) throws IOException {
            StateProbe stateProbe = new StateProbe(buckets);
            GateProbe gateProbe = new GateProbe(model.config(), buckets);
            List<PromptRun.Observer> observers = new ArrayList<>();
            if (states) {
                observers.add(stateProbe);
            }
            if (gates) {
                observers.add(gateProbe);
            }
            PromptRun.read(model, mitigation, subject.open(prompt), sequences, buckets, observers);
            return new ProbeRows(key.key(), List.of(), List.of(), stateProbe.rows().stream().map(this::row).toList(),
                    gateProbe.rows().stream().map(this::row).toList());
        }

        /** Without the output head; states and gates are seen in one run. */
        @Override
        public double flops(ProbeSubject subject) {
            return CostEstimate.blockFlops(subject.config(), mitigation) * buckets.length() * sequences;
        }

        private StateRow row(StateProbe.HeadState state) {
            return new StateRow(key.key(), prompt, mitigation.text(), key.step(), state.layer(), state.head(),
                    state.position(), state.mean(), state.variance(), state.rms(), state.maxAbs());
        }

        private GateRow row(GateProbe.GateBucket gate) {
            return new GateRow(key.key(), prompt, mitigation.text(), key.step(), gate.layer(), gate.head(),
                    gate.from(), gate.to(), gate.quantity().column(), gate.mean(), gate.variance());
        }
    }

    /** Retrieval at one context length. */
    record Passkey(ProbePlan.RowKey key, Mitigation mitigation, long contextLength, ArrayList<Double> depths,
                   int samples) implements ProbeTask<ProbeRows> {
        @Override
        public ProbeRows measure(ProbeSubject subject, FrozenModel model, LongConsumer memory) throws IOException {
            try (Tokenizer tokenizer = subject.openTokenizer()) {
                List<PasskeyRow> rows = PasskeyProbe.run(model, mitigation, subject.passkey(tokenizer), contextLength,
                        depths, samples).stream()
                        .map(cell -> new PasskeyRow(key.key(), mitigation.text(), key.step(), cell.contextLength(),
                                cell.depth(), cell.distance(), cell.samples(), cell.correct())).toList();
                return new ProbeRows(key.key(), List.of(), rows, List.of(), List.of());
            }
        }

        @Override
        public double flops(ProbeSubject subject) {
            boolean shared = !(subject.dataOrNull() instanceof DataSettings.Recall);
            return CostEstimate.blockFlops(subject.config(), mitigation)
                    * PasskeyProbe.positions(contextLength, depths, samples, shared);
        }
    }
}
