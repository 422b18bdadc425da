package io.statecap.analysis.threshold;

import java.util.Arrays;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * The training length at which half of the trials collapse: {@code P(collapse | T) = 1 / (1 + exp((ln T - m) / s))} by
 * maximum likelihood, s held positive so that collapse can only become rarer with the length.
 *
 * <p>Outcomes that change sides once, without overlap, would drive s to zero and leave m anywhere between the two
 * lengths; s is therefore not let fall below an eighth of the smallest spacing of ln T, which puts m in their geometric
 * middle. A threshold outside the tested lengths is not extrapolated to: it is open.
 */
final class LogisticThreshold {

    private static final double LEAST_SCALE = 1.0 / 8;
    private static final double PRECISION = 1e-7;

    private LogisticThreshold() {}

    /**
     * @param lengths   tested lengths, ascending, tokens
     * @param trials    number of trials at each
     * @param collapsed how many of them collapsed
     * @return tokens; negative infinity when the threshold is below the tested lengths, positive when it is above
     */
    static double of(int[] lengths, int[] trials, int[] collapsed) {
        int all = Arrays.stream(trials).sum();
        int down = Arrays.stream(collapsed).sum();
        if (down == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (down == all) {
            return Double.POSITIVE_INFINITY;
        }
        double[] x = Arrays.stream(lengths).mapToDouble(Math::log).toArray();
        double range = x[x.length - 1] - x[0];
        if (range == 0) {
            return 2 * down > all ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        double spacing = range;
        for (int i = 1; i < x.length; i++) {
            spacing = Math.min(spacing, x[i] - x[i - 1]);
        }
        UnivariateFunction profile = logScale -> {
            double scale = Math.exp(logScale);
            return logLikelihood(x, trials, collapsed, middle(x, trials, down, scale), scale);
        };
        double logScale = new BrentOptimizer(1e-6, 1e-8).optimize(new MaxEval(500), GoalType.MAXIMIZE,
                new UnivariateObjectiveFunction(profile),
                new SearchInterval(Math.log(LEAST_SCALE * spacing), Math.log(4 * range))).getPoint();
        double middle = middle(x, trials, down, Math.exp(logScale));
        if (middle < x[0]) {
            return Double.NEGATIVE_INFINITY;
        }
        return middle > x[x.length - 1] ? Double.POSITIVE_INFINITY : Math.exp(middle);
    }

    /** The best m for a given s: expected and observed numbers of collapsed trials agree. */
    private static double middle(double[] x, int[] trials, int down, double scale) {
        double low = x[0] - 50 * scale;
        double high = x[x.length - 1] + 50 * scale;
        while (high - low > PRECISION * scale) {
            double middle = (low + high) / 2;
            double expected = 0;
            for (int i = 0; i < x.length; i++) {
                expected += trials[i] / (1 + Math.exp((x[i] - middle) / scale));
            }
            if (expected < down) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double logLikelihood(double[] x, int[] trials, int[] collapsed, double middle, double scale) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double z = (x[i] - middle) / scale;
            sum -= collapsed[i] * softplus(z) + (trials[i] - collapsed[i]) * softplus(-z);
        }
        return sum;
    }

    private static double softplus(double z) {
        return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
    }
}
