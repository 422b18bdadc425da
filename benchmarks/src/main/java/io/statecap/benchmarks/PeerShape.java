package io.statecap.benchmarks;

import io.statecap.datasets.RandomTokensSource;
import io.statecap.datasets.TokenSource;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2Config;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.Trainer;
import io.statecap.model.train.TrainingSettings;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A training that is compared with others' implementations: sizes of the model, and tokens a step.
 *
 * @param length      tokens a sequence
 * @param batchTokens tokens a step
 */
public record PeerShape(int dModel, int layers, int dState, int headDim, int vocabulary, int length,
                        int batchTokens) {

    /** Small, middle and large. */
    public static final List<PeerShape> ALL = List.of(
            new PeerShape(64, 2, 32, 32, 1088, 256, 4096),
            new PeerShape(128, 4, 64, 64, 256, 512, 4096),
            new PeerShape(256, 4, 128, 64, 256, 1024, 8192));

    /** Floating point operations of a training step over those of a forward pass. */
    private static final int STEP_OVER_FORWARD = 3;

    /** The seven numbers, as the peer takes them. */
    public List<String> arguments() {
        return Stream.of(dModel, layers, dState, headDim, vocabulary, length, batchTokens).map(String::valueOf)
                .collect(Collectors.toList());
    }

    /** Name in tables: the seven numbers. */
    public String label() {
        return String.join(" ", arguments());
    }

    public Mamba2Config model() {
        return new Mamba2Config(dModel, layers, dState, headDim, 2, 4, 1, true, vocabulary,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));
    }

    /** Model FLOPs of a training step, a token. */
    public double trainingFlops() {
        return STEP_OVER_FORWARD * CostEstimate.forwardFlops(model());
    }

    public TokenSource source() {
        return new RandomTokensSource(vocabulary);
    }

    /** A training that never ends, on random tokens. */
    public Trainer trainer(int threads) {
        TrainingSettings settings = new TrainingSettings(length, Long.MAX_VALUE / 2, batchTokens, 1e-3,
                Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.95, 1e-8, 1, 0, InitialStates.ZERO);
        return Trainer.start(model(), settings, source(), threads);
    }
}
