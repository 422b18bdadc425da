package io.statecap.jobs.experiment.probe;

import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.experiment.engine.Evaluator;
import io.statecap.jobs.experiment.engine.LayerStatistics;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.PasskeyCell;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
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
    R measure(ProbeSubject subject, Evaluator evaluator, LongConsumer held) throws IOException;

    /** Losses of one group of sequences. */
    record Losses(Mitigation mitigation, String prompt, int sequences, int group, ArrayList<LossView> views,
                  ArrayList<Slice> slices) implements ProbeTask<ArrayList<SequenceLosses>> {
        @Override
        public ArrayList<SequenceLosses> measure(ProbeSubject subject, Evaluator evaluator, LongConsumer held)
                throws IOException {
            return new ArrayList<>(evaluator.losses(mitigation, new Prompts(subject).open(prompt), sequences, group,
                    views, slices, held));
        }
    }

    /** States and gates along one prompt, in one run. */
    record Layers(Mitigation mitigation, String prompt, int sequences, Buckets buckets, boolean states,
                  boolean gates) implements ProbeTask<LayerStatistics> {
        @Override
        public LayerStatistics measure(ProbeSubject subject, Evaluator evaluator, LongConsumer held)
                throws IOException {
            return evaluator.layers(mitigation, new Prompts(subject).open(prompt), sequences, buckets, states, gates);
        }
    }

    /** Retrieval at one context length. */
    record Passkey(Mitigation mitigation, long contextLength, ArrayList<Double> depths, int samples)
            implements ProbeTask<ArrayList<PasskeyCell>> {
        @Override
        public ArrayList<PasskeyCell> measure(ProbeSubject subject, Evaluator evaluator, LongConsumer held)
                throws IOException {
            Prompts prompts = new Prompts(subject);
            try (Tokenizer tokenizer = prompts.tokenizer()) {
                return new ArrayList<>(evaluator.passkey(mitigation, prompts.passkey(tokenizer), contextLength, depths,
                        samples));
            }
        }
    }
}
