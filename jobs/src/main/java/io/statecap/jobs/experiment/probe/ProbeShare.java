package io.statecap.jobs.experiment.probe;

import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.model.Mitigation;
import io.statecap.model.network.Weights;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.GateBucket;
import io.statecap.model.probe.GateProbe;
import io.statecap.model.probe.HeadState;
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

/**
 * A part of a probe that needs no other part: the task of one executor's core.
 *
 * @param <R> what it measures
 */
public interface ProbeShare<R extends Serializable> extends Serializable {

    R measure(ProbeSubject subject, Weights weights) throws IOException;

    /** Losses of one group of sequences. */
    record Losses(Mitigation mitigation, String prompt, int sequences, int group, LossView view,
                  ArrayList<Slice> slices) implements ProbeShare<ArrayList<SequenceLosses>> {
        @Override
        public ArrayList<SequenceLosses> measure(ProbeSubject subject, Weights weights) throws IOException {
            return new ArrayList<>(LossProbe.group(weights, mitigation, new Prompts(subject).open(prompt), sequences,
                    group, List.of(view), slices, bytes -> {}));
        }
    }

    /** What two probes of the layers saw; empty where one did not look. */
    record ActivationRows(ArrayList<HeadState> states, ArrayList<GateBucket> gates) implements Serializable {}

    /** States and gates along one prompt, in one run. */
    record Activations(Mitigation mitigation, String prompt, int sequences, Buckets buckets, boolean states,
                       boolean gates) implements ProbeShare<ActivationRows> {
        @Override
        public ActivationRows measure(ProbeSubject subject, Weights weights) throws IOException {
            StateProbe stateProbe = new StateProbe(buckets);
            GateProbe gateProbe = new GateProbe(subject.config(), buckets);
            List<PieceObserver> observers = new ArrayList<>();
            if (states) {
                observers.add(stateProbe);
            }
            if (gates) {
                observers.add(gateProbe);
            }
            PromptRun.read(weights, mitigation, new Prompts(subject).open(prompt), sequences, buckets.length(),
                    observers);
            return new ActivationRows(new ArrayList<>(stateProbe.rows()), new ArrayList<>(gateProbe.rows()));
        }
    }

    /** Retrieval at one context length. */
    record Passkey(Mitigation mitigation, long contextLength, ArrayList<Double> depths, int samples)
            implements ProbeShare<ArrayList<PasskeyCell>> {
        @Override
        public ArrayList<PasskeyCell> measure(ProbeSubject subject, Weights weights) throws IOException {
            Prompts prompts = new Prompts(subject);
            try (Tokenizer tokenizer = prompts.tokenizer()) {
                return new ArrayList<>(PasskeyProbe.run(weights, mitigation, prompts.passkey(tokenizer), contextLength,
                        depths, samples));
            }
        }
    }
}
