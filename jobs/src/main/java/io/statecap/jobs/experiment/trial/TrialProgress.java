package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.TrialCost;
import java.io.Serializable;
import java.util.Locale;

/**
 * What one running trial is doing.
 *
 * @param trialId         the trial
 * @param tokens          tokens trained on so far
 * @param tokensInAll     tokens of the whole training; 0 where a checkpoint is probed as it is
 * @param loss            loss of the latest step, nats; NaN before the first and during probes
 * @param tokensPerSecond training rate; 0 before the first step and during probes
 * @param share           share of all operations of the trial that are done, 0 to 1
 */
public record TrialProgress(String trialId, long tokens, long tokensInAll, double loss, double tokensPerSecond,
                            double share) implements Serializable {

    /** A trial after {@code steps} of its training. */
    static TrialProgress training(Trial trial, TrialCost cost, long steps, double loss, double tokensPerSecond) {
        return new TrialProgress(trial.trialId(), tokens(trial, steps), tokens(trial, trial.training().steps()), loss,
                tokensPerSecond, trainingShare(trial, cost, steps));
    }

    private static double trainingShare(Trial trial, TrialCost cost, long steps) {
        return steps == 0 ? 0 : cost.trainingFlops() / cost.flops() * steps / trial.training().steps();
    }

    /**
     * A trial during a probe.
     *
     * @param step of the training that goes on; null at its end
     * @param done tasks that are done, of {@code all}
     */
    static TrialProgress probing(Trial trial, TrialCost cost, Long step, int done, int all) {
        long inAll = trial.training().steps();
        long steps = step == null ? inAll : step;
        double probes = step != null || all == 0 ? 0 : cost.probes().flops() / cost.flops() * done / all;
        return new TrialProgress(trial.trialId(), tokens(trial, steps), tokens(trial, inAll), Double.NaN, 0,
                Math.min(1, trainingShare(trial, cost, steps) + probes));
    }

    private static long tokens(Trial trial, long steps) {
        return steps * trial.training().batchTokens();
    }

    /** One line, as the Spark UI shows it. */
    @Override
    public String toString() {
        return Double.isNaN(loss) ? String.format(Locale.ROOT, "%s: %.0f %%", trialId, 100 * share)
                : String.format(Locale.ROOT, "%s: %.0f %%, loss %.4f, %.0f tokens/s", trialId, 100 * share, loss,
                        tokensPerSecond);
    }
}
