package io.statecap.analysis.threshold;

import io.statecap.analysis.law.ProfileLikelihood;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.optim.univariate.UnivariatePointValuePair;

/**
 * The training length at which half of the trials of a size collapse. Each trial collapses with
 * {@code P(collapse | T) = 1 / (1 + exp((ln T − m) / s))}, s &gt; 0; m and s by maximum likelihood.
 *
 * <p>The interval holds all m whose deviance, with the best s, is within {@link ProfileLikelihood#limit}. It is widened
 * to hold the estimate where that was moved into its bracket.
 *
 * <p>If every length above the threshold is healthy and every one below collapses, the likelihood is largest at s = 0;
 * s is at least an eighth of the smallest spacing of ln T, and at most the range of ln T.
 */
public final class LogisticThreshold {

    private static final double LEAST_SCALE = 1.0 / 8;
    /** Ends further outside the tested lengths than this, in ln T, are open. */
    private static final double REACH = Math.log(4);
    private static final double PRECISION = 1e-6;
    private static final int EVALUATIONS = 500;

    private final double[] x;
    private final int[] trials;
    private final int[] collapsed;
    private final double leastLogScale;
    private final double mostLogScale;
    private final double limit;

    private LogisticThreshold(int[] lengths, int[] trials, int[] collapsed) {
        this.x = Arrays.stream(lengths).mapToDouble(Math::log).toArray();
        this.trials = trials;
        this.collapsed = collapsed;
        this.limit = ProfileLikelihood.limit(Arrays.stream(trials).sum(), 2);
        double range = x[x.length - 1] - x[0];
        double spacing = range;
        for (int i = 1; i < x.length; i++) {
            spacing = Math.min(spacing, x[i] - x[i - 1]);
        }
        leastLogScale = Math.log(LEAST_SCALE * spacing);
        mostLogScale = Math.log(range);
    }

    /** @param outcomes all trials of one size, in any order */
    public static SizeEstimate of(List<Outcome> outcomes, Bracket bracket) {
        int[] lengths = outcomes.stream().mapToInt(Outcome::trainLength).distinct().sorted().toArray();
        int[] trials = new int[lengths.length];
        int[] collapsed = new int[lengths.length];
        for (Outcome outcome : outcomes) {
            int i = Arrays.binarySearch(lengths, outcome.trainLength());
            trials[i]++;
            collapsed[i] += outcome.collapsed() ? 1 : 0;
        }
        return of(lengths, trials, collapsed, bracket);
    }

    /**
     * @param lengths   tested lengths, ascending, tokens
     * @param trials    number of trials at each
     * @param collapsed how many of them collapsed
     * @param bracket   longest length at which at least half collapse, and shortest from which on fewer do
     * @return an estimate within the bracket; null, with that end of the interval, where the bracket is open
     */
    static SizeEstimate of(int[] lengths, int[] trials, int[] collapsed, Bracket bracket) {
        if (lengths.length < 2) {
            return new SizeEstimate(null, null, null);
        }
        LogisticThreshold fit = new LogisticThreshold(lengths, trials, collapsed);
        double low = fit.x[0] - REACH;
        double high = fit.x[fit.x.length - 1] + REACH;
        UnivariatePointValuePair best = new BrentOptimizer(PRECISION, PRECISION).optimize(new MaxEval(EVALUATIONS),
                GoalType.MAXIMIZE, new UnivariateObjectiveFunction(fit::profile), new SearchInterval(low, high,
                        fit.start()));
        double ciLow = fit.end(best, low);
        double ciHigh = fit.end(best, high);
        if (!bracket.closed()) {
            // An open bracket has no estimate; what is known is the end on its closed side.
            return new SizeEstimate(null, bracket.lower() == null || Double.isNaN(ciLow) ? null : Math.exp(ciLow),
                    bracket.upper() == null || Double.isNaN(ciHigh) ? null : Math.exp(ciHigh));
        }
        double estimate = Math.max(bracket.lower(), Math.min(bracket.upper(), Math.exp(best.getPoint())));
        return new SizeEstimate(estimate, Double.isNaN(ciLow) ? null : Math.min(estimate, Math.exp(ciLow)),
                Double.isNaN(ciHigh) ? null : Math.max(estimate, Math.exp(ciHigh)));
    }

    /** Where the counts change sides, roughly: the search begins there. */
    private double start() {
        double down = Arrays.stream(collapsed).sum();
        double all = Arrays.stream(trials).sum();
        return x[0] + (x[x.length - 1] - x[0]) * down / all;
    }

    /** NaN where the likelihood stays high as far as {@code bound}. */
    private double end(UnivariatePointValuePair best, double bound) {
        UnivariateFunction deviance = m -> 2 * (best.getValue() - profile(m));
        double point = best.getPoint();
        if (Math.abs(point - bound) < PRECISION || deviance.value(bound) <= limit) {
            return Double.NaN;
        }
        return ProfileLikelihood.end(deviance, limit, point, bound, PRECISION);
    }

    /** Largest log-likelihood of a threshold, over the scale. */
    private double profile(double m) {
        return new BrentOptimizer(1e-5, 1e-7).optimize(new MaxEval(EVALUATIONS), GoalType.MAXIMIZE,
                new UnivariateObjectiveFunction(logScale -> logLikelihood(m, Math.exp(logScale))),
                new SearchInterval(leastLogScale, mostLogScale)).getValue();
    }

    private double logLikelihood(double m, double scale) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double z = (x[i] - m) / scale;
            sum -= collapsed[i] * softplus(z) + (trials[i] - collapsed[i]) * softplus(-z);
        }
        return sum;
    }

    private static double softplus(double z) {
        return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
    }
}
