package io.statecap.analysis.law;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.optim.univariate.UnivariatePointValuePair;

/**
 * One line for the trials of several models against a line for each, by likelihood ratio. Each model keeps its own
 * scale s in both, so one whose seeds scatter more is not taken for one with another line.
 *
 * @param common           the best common line
 * @param statistic        twice the difference of the log-likelihoods
 * @param degreesOfFreedom two for each model but one
 * @param p                probability of a statistic at least as large if there is one line, see {@link
 *                         Clustering#pBetween}
 */
public record CommonLine(Line common, double statistic, int degreesOfFreedom, double p) {

    /** T = a S + b: a in tokens an element, b in tokens. */
    public record Line(double slope, double intercept) {}

    private static final int EVALUATIONS = 500;

    /** @param models at least two, each with a line of its own */
    public static CommonLine test(List<CollapseModel> models) {
        if (models.size() < 2) {
            throw new IllegalArgumentException("a comparison of lines needs two sweeps, got " + models.size());
        }
        Shape shape = Shape.of(Law.LINEAR, models.stream().flatMapToDouble(model -> Arrays.stream(model.sizes()))
                .toArray()).get(0);
        double[] angles = shape.angles();
        int top = 0;
        double[] values = new double[angles.length];
        for (int i = 0; i < angles.length; i++) {
            values[i] = best(models, shape, angles[i]).getValue();
            top = values[i] > values[top] ? i : top;
        }
        double angle = maximum(at -> best(models, shape, at).getValue(), angles[Math.max(0, top - 1)], angles[top],
                angles[Math.min(angles.length - 1, top + 1)]).getPoint();
        UnivariatePointValuePair common = best(models, shape, angle);
        double[] line = shape.parameters(angle, common.getPoint());
        double separate = models.stream().mapToDouble(model -> JointFit.logLikelihood(Law.LINEAR, model)).sum();
        double statistic = Math.max(0, 2 * (separate - common.getValue()));
        int terms = 2 * (models.size() - 1);
        return new CommonLine(new Line(line[0], line[1]), statistic, terms,
                Clustering.pooled(models.stream().map(CollapseModel::clustering).toList()).pBetween(statistic, terms));
    }

    /** The best height of a shape for all models together. */
    private static UnivariatePointValuePair best(List<CollapseModel> models, Shape shape, double angle) {
        double[][] shares = models.stream().map(model -> shape.logShares(model.sizes(), angle))
                .toArray(double[][]::new);
        // The best common height lies between the best of each; a sweep of which no size is positive has none.
        double[] heights = IntStream.range(0, shares.length)
                .filter(i -> Arrays.stream(shares[i]).anyMatch(Double::isFinite)).mapToDouble(i ->
                        models.get(i).peak(shares[i], models.get(i).counts(), null).height()).toArray();
        double low = Arrays.stream(heights).min().orElseThrow();
        double high = Arrays.stream(heights).max().orElseThrow();
        return maximum(height -> {
            double sum = 0;
            for (int i = 0; i < shares.length; i++) {
                double[] thresholds = Arrays.stream(shares[i]).map(share -> height + share).toArray();
                CollapseModel model = models.get(i);
                sum += model.value(thresholds, model.bestRate(thresholds, model.counts()), model.counts());
            }
            return sum;
        }, low - 1e-3, (low + high) / 2, high + 1e-3);
    }

    private static UnivariatePointValuePair maximum(UnivariateFunction function, double low, double start,
                                                    double high) {
        return new BrentOptimizer(1e-8, 1e-9).optimize(new MaxEval(EVALUATIONS), GoalType.MAXIMIZE,
                new UnivariateObjectiveFunction(function), new SearchInterval(low, high,
                        Math.max(low, Math.min(high, start))));
    }
}
