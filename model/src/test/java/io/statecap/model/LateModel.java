package io.statecap.model;

import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.Inference.LayerObserver;
import io.statecap.model.engine.Inference.LossSink;
import io.statecap.model.engine.ReadingShape;
import io.statecap.model.engine.StartStates;
import java.util.ArrayList;
import java.util.List;

/** A model whose losses come as late as {@link Inference#losses} allows. */
public record LateModel(FrozenModel model) implements FrozenModel {

    @Override
    public Mamba2Config config() {
        return model.config();
    }

    @Override
    public long heldBytes() {
        return model.heldBytes();
    }

    @Override
    public ReadingShape shape(Mitigation mitigation) {
        return model.shape(mitigation);
    }

    @Override
    public Inference open(int sequences, int length, Mitigation mitigation) {
        return new Late(model.open(sequences, length, mitigation));
    }

    @Override
    public void close() {
        model.close();
    }

    private static final class Late implements Inference {

        private final Inference inference;
        private List<Runnable> pending = List.of();

        Late(Inference inference) {
            this.inference = inference;
        }

        @Override
        public void start(int sequence, StartStates states, int index) {
            inference.start(sequence, states, index);
        }

        @Override
        public void read(int[] tokens, int length, LayerObserver observer) {
            inference.read(tokens, length, observer);
        }

        @Override
        public void losses(int[] targets, int[] ages, int length, LossSink sink) {
            List<Runnable> calls = new ArrayList<>();
            inference.losses(targets, ages, length, (row, loss, correct) ->
                    calls.add(() -> sink.accept(row, loss, correct)));
            finish();
            pending = calls;
        }

        @Override
        public void finish() {
            pending.forEach(Runnable::run);
            pending = List.of();
        }

        @Override
        public int[] mostLikely(int length) {
            return inference.mostLikely(length);
        }

        @Override
        public void copySequence(Inference from, int fromSequence, int sequence) {
            inference.copySequence(((Late) from).inference, fromSequence, sequence);
        }

        @Override
        public long heldBytes() {
            return inference.heldBytes();
        }

        @Override
        public void close() {
            inference.close();
        }
    }
}
