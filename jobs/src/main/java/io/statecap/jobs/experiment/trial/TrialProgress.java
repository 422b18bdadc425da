package io.statecap.jobs.experiment.trial;

import java.io.Serializable;
import java.util.Locale;

/**
 * What one running trial is doing.
 *
 * @param trialId         the trial
 * @param tokens          tokens trained on so far
 * @param tokensInAll     tokens of the whole training
 * @param loss            loss of the latest step, nats; NaN before the first
 * @param tokensPerSecond rate of this attempt; 0 before the first step
 */
public record TrialProgress(String trialId, long tokens, long tokensInAll, double loss, double tokensPerSecond)
        implements Serializable {

    /** Share of the training that is done, 0 to 1. */
    public double share() {
        return tokensInAll > 0 ? Math.min(1, (double) tokens / tokensInAll) : 0;
    }

    /** One line, as the Spark UI shows it. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %.0f %%, loss %.4f, %.0f tokens/s", trialId, 100 * share(), loss,
                tokensPerSecond);
    }
}
