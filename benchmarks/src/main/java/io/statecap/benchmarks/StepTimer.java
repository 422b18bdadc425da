package io.statecap.benchmarks;

import io.statecap.model.train.Trainer;
import java.util.Arrays;

/** Times the steps of one training: forward, backward, clipping and AdamW. */
final class StepTimer implements AutoCloseable {

    private static final int WARM_UP_STEPS = 60;
    private static final double WARM_UP_SECONDS = 15;
    private static final double MOST_WARM_UP_SECONDS = 40;

    private final Trainer trainer;
    private double[] seconds = new double[0];

    StepTimer(PeerShape shape, int threads) {
        trainer = shape.trainer(threads);
    }

    /** Steps until the compiler has settled, untimed. */
    void warmUp() {
        long start = System.nanoTime();
        double elapsed;
        do {
            trainer.step();
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < WARM_UP_SECONDS || trainer.stepsDone() < WARM_UP_STEPS && elapsed < MOST_WARM_UP_SECONDS);
    }

    /** Times steps for so long, and at least {@code steps} of them, beside those timed before. */
    void measure(double atLeastSeconds, int steps) {
        long start = System.nanoTime();
        for (int i = 0; i < steps || (System.nanoTime() - start) / 1e9 < atLeastSeconds; i++) {
            long before = System.nanoTime();
            trainer.step();
            seconds = Arrays.copyOf(seconds, seconds.length + 1);
            seconds[seconds.length - 1] = (System.nanoTime() - before) / 1e9;
        }
    }

    /** Seconds of every timed step. */
    double[] seconds() {
        return seconds.clone();
    }

    @Override
    public void close() {
        trainer.close();
    }
}
