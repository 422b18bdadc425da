package io.statecap.jobs.experiment.trial;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Time of one trial over all its attempts: that of training steps, which the columns report, and all of it, which the
 * time limit bounds.
 */
final class TrialClock {

    private static final double NANOS = 1e9;

    private final LongSupplier nanos;
    private final long startedNanos;
    private final double elapsedBefore;
    private double trained;
    private double trainedNow;

    /**
     * @param nanos         a clock such as {@link System#nanoTime}
     * @param elapsedBefore seconds of earlier attempts, up to the checkpoint
     * @param trainedBefore seconds of training steps in them
     */
    TrialClock(LongSupplier nanos, double elapsedBefore, double trainedBefore) {
        this.nanos = nanos;
        this.startedNanos = nanos.getAsLong();
        this.elapsedBefore = elapsedBefore;
        this.trained = trainedBefore;
    }

    /** Runs a training step, whose time counts as training. */
    <R> R step(Supplier<R> step) {
        long from = nanos.getAsLong();
        R result = step.get();
        double seconds = (nanos.getAsLong() - from) / NANOS;
        trained += seconds;
        trainedNow += seconds;
        return result;
    }

    /** Seconds of the whole trial so far: steps, probes and checkpoints. */
    double elapsed() {
        return elapsedBefore + (nanos.getAsLong() - startedNanos) / NANOS;
    }

    /** Seconds of training steps so far. */
    double trained() {
        return trained;
    }

    /** Seconds of training steps of this attempt. */
    double trainedNow() {
        return trainedNow;
    }
}
