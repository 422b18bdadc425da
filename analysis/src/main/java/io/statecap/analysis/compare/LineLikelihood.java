package io.statecap.analysis.compare;

import io.statecap.analysis.law.JointOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Likelihood of one sweep's outcomes under {@code P(collapse | S, T) = 1 / (1 + exp(−(ln T*(S) − ln T) / s))} with
 * {@code T*(S) = a S + b}: the joint fit of {@code docs/analysis.md}, as a function of the line, with the best s of
 * this sweep for it. T* is held above a thousandth of the shortest tested length, so that a line may say that a size
 * never collapses, and s between an eighth of the smallest step of ln T and twice the tested range, as in that fit.
 */
final class LineLikelihood {

    private static final double NEVER = 1e-3;
    private static final double LEAST_SCALE = 1.0 / 8;
    private static final double MOST_SCALE = 2;
    private static final double PRECISION = 1e-7;
    private static final int STEPS = 60;

    private final double[] sizes;
    private final double[] logLengths;
    private final double[] trials;
    private final double[] collapsed;
    private final double least;
    private final double lowestRate;
    private final double highestRate;

    /** @param outcomes at least two training lengths */
    LineLikelihood(List<JointOutcome> outcomes) {
        this(outcomes, outcomes.stream().mapToDouble(JointOutcome::trainLength).distinct().sorted().toArray());
    }

    /** @param tested training lengths that set the limits of T* and s, ascending: those of the whole sweep */
    LineLikelihood(List<JointOutcome> outcomes, double[] tested) {
        TreeMap<Double, TreeMap<Double, int[]>> cells = new TreeMap<>();
        for (JointOutcome outcome : outcomes) {
            int[] count = cells.computeIfAbsent(outcome.stateSize(), size -> new TreeMap<>())
                    .computeIfAbsent(outcome.trainLength(), length -> new int[2]);
            count[0]++;
            count[1] += outcome.collapsed() ? 1 : 0;
        }
        int count = cells.values().stream().mapToInt(TreeMap::size).sum();
        sizes = new double[count];
        logLengths = new double[count];
        trials = new double[count];
        collapsed = new double[count];
        int[] next = new int[1];
        cells.forEach((size, lengths) -> lengths.forEach((length, both) -> {
            int cell = next[0]++;
            sizes[cell] = size;
            logLengths[cell] = Math.log(length);
            trials[cell] = both[0];
            collapsed[cell] = both[1];
        }));
        double[] logs = Arrays.stream(tested).map(Math::log).toArray();
        double range = logs[logs.length - 1] - logs[0];
        double step = range;
        for (int i = 1; i < logs.length; i++) {
            step = Math.min(step, logs[i] - logs[i - 1]);
        }
        least = logs[0] + Math.log(NEVER);
        lowestRate = 1 / (MOST_SCALE * range);
        highestRate = 1 / (LEAST_SCALE * step);
    }

    double largestSize() {
        return Arrays.stream(sizes).max().orElseThrow();
    }

    double shortestLog() {
        return Arrays.stream(logLengths).min().orElseThrow();
    }

    double longestLog() {
        return Arrays.stream(logLengths).max().orElseThrow();
    }

    /** Log-likelihood of the line at the scale that suits it best. */
    double best(Line line) {
        double[] distances = distances(line);
        return value(distances, bestRate(distances));
    }

    /** The scale that suits the line best. */
    double scale(Line line) {
        return 1 / bestRate(distances(line));
    }

    /** ln T* − ln T of each cell. */
    private double[] distances(Line line) {
        double[] distances = new double[sizes.length];
        for (int cell = 0; cell < sizes.length; cell++) {
            double threshold = line.threshold(sizes[cell]);
            distances[cell] = (threshold <= 0 ? least : Math.max(least, Math.log(threshold))) - logLengths[cell];
        }
        return distances;
    }

    /** In 1/s the log-likelihood is concave: Newton's steps, halving the interval where a step leaves it. */
    private double bestRate(double[] distances) {
        double low = lowestRate;
        double high = highestRate;
        double rate = Math.sqrt(low * high);
        for (int i = 0; i < STEPS; i++) {
            double slope = 0;
            double curvature = 0;
            for (int cell = 0; cell < distances.length; cell++) {
                double p = 1 / (1 + Math.exp(-distances[cell] * rate));
                slope += distances[cell] * (collapsed[cell] - trials[cell] * p);
                curvature += distances[cell] * distances[cell] * trials[cell] * p * (1 - p);
            }
            if (slope > 0) {
                low = rate;
            } else {
                high = rate;
            }
            double next = rate + slope / curvature;
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.abs(next - rate) <= PRECISION * rate) {
                return next;
            }
            rate = next;
        }
        return rate;
    }

    private double value(double[] distances, double rate) {
        double sum = 0;
        for (int cell = 0; cell < distances.length; cell++) {
            double z = distances[cell] * rate;
            double tail = Math.log1p(Math.exp(-Math.abs(z)));
            sum -= collapsed[cell] * (Math.max(0, -z) + tail) + (trials[cell] - collapsed[cell]) * (Math.max(0, z)
                    + tail);
        }
        return sum;
    }
}
