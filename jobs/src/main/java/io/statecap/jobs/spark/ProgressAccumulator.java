package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.trial.TrialProgress;
import org.apache.spark.util.AccumulatorV2;

/**
 * Carries what a running trial is doing from its executor to the driver: Spark sends accumulators with every heartbeat,
 * and shows them in its UI. The latest report replaces the one before it.
 */
public final class ProgressAccumulator extends AccumulatorV2<TrialProgress, TrialProgress> {

    private static final long serialVersionUID = 1L;

    /** Name in the Spark UI. */
    public static final String NAME = "trial";

    private volatile TrialProgress latest;

    @Override
    public boolean isZero() {
        return latest == null;
    }

    @Override
    public AccumulatorV2<TrialProgress, TrialProgress> copy() {
        ProgressAccumulator copy = new ProgressAccumulator();
        copy.latest = latest;
        return copy;
    }

    @Override
    public void reset() {
        latest = null;
    }

    @Override
    public void add(TrialProgress progress) {
        latest = progress;
    }

    @Override
    public void merge(AccumulatorV2<TrialProgress, TrialProgress> other) {
        if (!other.isZero()) {
            latest = other.value();
        }
    }

    @Override
    public TrialProgress value() {
        return latest;
    }
}
