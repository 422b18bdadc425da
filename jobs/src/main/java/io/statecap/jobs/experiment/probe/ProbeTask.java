package io.statecap.jobs.experiment.probe;

import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.FrozenModel;
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
     * @param held is told the bytes that this took besides the model, by tasks that know
     * @throws IOException if data or tokenizer cannot be read
     */
    R measure(ProbeSubject subject, FrozenModel model, LongConsumer held) throws IOException;

    /** Losses of one group of sequences. */
    record Losses(Mitigation mitigation, String prompt, int sequences, int group, ArrayList<LossView> views,
                  ArrayList<Slice> slices) implements ProbeTask<ArrayList<SequenceLosses>> {
        @Override
        public ArrayList<SequenceLosses> measure(ProbeSubject subject, FrozenModel model, LongConsumer held)
                throws IOException {
            return new ArrayList<>(LossProbe.group(new LossProbe.Reader(model, mitigation, subject.start()),
                    new Prompts(subject).open(prompt), sequences, group, views, slices, held));
        }
    }

    /** States and gates along one prompt, in one run. */
    record Layers(Mitigation mitigation, String prompt, int sequences, Buckets buckets, boolean states,
                  boolean gates) implements ProbeTask<LayerStatistics> {
        @Override
        public LayerStatistics measure(ProbeSubject subject, FrozenModel model, LongConsumer held)
                throws IOException {
            StateProbe stateProbe = new StateProbe(buckets);
            GateProbe gateProbe = new GateProbe(model.config(), buckets);
            List<PieceObserver> observers = new ArrayList<>();
            if (states) {
                observers.add(stateProbe);
            }
            if (gates) {
                observers.add(gateProbe);
            }
            PromptRun.read(model, mitigation, new Prompts(subject).open(prompt), sequences, buckets.length(),
                    observers);
            return new LayerStatistics(new ArrayList<>(stateProbe.rows()), new ArrayList<>(gateProbe.rows()));
        }
    }

    /** Retrieval at one context length. */
    record Passkey(Mitigation mitigation, long contextLength, ArrayList<Double> depths, int samples)
            implements ProbeTask<ArrayList<PasskeyCell>> {
        @Override
        public ArrayList<PasskeyCell> measure(ProbeSubject subject, FrozenModel model, LongConsumer held)
                throws IOException {
            Prompts prompts = new Prompts(subject);
            try (Tokenizer tokenizer = prompts.tokenizer()) {
                return new ArrayList<>(PasskeyProbe.run(model, mitigation, prompts.passkey(tokenizer), contextLength,
                        depths, samples));
            }
        }
    }
}
