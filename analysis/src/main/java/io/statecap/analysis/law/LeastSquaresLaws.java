package io.statecap.analysis.law;

import io.statecap.analysis.law.LeastSquares.Curve;
import java.util.Arrays;
import java.util.List;

/**
 * Laws by ordinary least squares on plain estimates: the paper's way, which takes upper ends for exact thresholds.
 * Intervals are Student's t, of the linearised model for the laws that are not linear in their parameters.
 */
public final class LeastSquaresLaws {

    private LeastSquaresLaws() {}

    /**
     * @throws IllegalArgumentException if the points have fewer different state sizes than the law has parameters, or
     *                                  do not determine them
     */
    public static LawFit fit(Law law, List<Point> points) {
        int needed = law.parameterNames().size();
        long sizes = points.stream().mapToDouble(Point::stateSize).distinct().count();
        if (sizes < needed) {
            throw new IllegalArgumentException("the thresholds cover " + sizes
                    + (sizes == 1 ? " state size" : " state sizes") + ", the law needs at least " + needed);
        }
        double[] x = points.stream().mapToDouble(Point::stateSize).toArray();
        double[] y = points.stream().mapToDouble(Point::threshold).toArray();
        return switch (law) {
            case CONSTANT -> {
                LeastSquares mean = LeastSquares.linear(Arrays.stream(x).mapToObj(size -> new double[] {1})
                        .toArray(double[][]::new), y);
                yield LawFit.ols(law, mean, mean.estimate("b", 1));
            }
            case LINEAR -> {
                LeastSquares line = line(points);
                yield LawFit.ols(law, line, line.estimate("a", 1, 0), line.estimate("b", 0, 1));
            }
            case POWER -> power(x, y);
            case EXPONENTIAL -> exponential(x, y);
            case STEP -> throw new IllegalArgumentException("least squares has no step");
        };
    }

    /** Leverage of each point on the straight line, in the order of the points: at least two different sizes. */
    public static List<Double> leverage(List<Point> points) {
        LeastSquares line = line(points);
        return points.stream().map(point -> line.leverage(point.stateSize(), 1)).toList();
    }

    private static LeastSquares line(List<Point> points) {
        return LeastSquares.linear(points.stream().map(point -> new double[] {point.stateSize(), 1})
                .toArray(double[][]::new), points.stream().mapToDouble(Point::threshold).toArray());
    }

    /**
     * T = exp(u + p (ln S - m)) with m the mean of ln S, so that u and p hardly depend on each other; a = exp(u - p m)
     * gets its interval on the log scale.
     */
    private static LawFit power(double[] x, double[] y) {
        double centre = Arrays.stream(x).filter(size -> size > 0).map(Math::log).average().orElseThrow();
        Curve curve = new Curve() {
            @Override
            public double value(double size, double[] p) {
                return size == 0 ? 0 : Math.exp(p[0] + p[1] * (Math.log(size) - centre));
            }

            @Override
            public double[] gradient(double size, double[] p) {
                double value = value(size, p);
                return new double[] {value, size == 0 ? 0 : value * (Math.log(size) - centre)};
            }
        };
        double[] start = bestStart(x, y, new double[] {-2, -1, -0.5, -0.1, 0.1, 0.5, 1, 1.5, 2, 3, 4, 6},
                (size, p) -> new double[] {curve.value(size, new double[] {0, p})});
        if (!(start[1] > 0)) {
            throw new IllegalArgumentException("the thresholds are not positive");
        }
        LeastSquares fit = LeastSquares.fit(curve, x, y, new double[] {Math.log(start[1]), start[0]});
        return LawFit.ols(Law.POWER, fit, exp(fit.estimate("a", 1, -centre), 1), fit.estimate("p", 0, 1));
    }

    /** T = c (exp(k x) - 1) + d with x = S over the largest S; alpha = exp(k) per that unit. */
    private static LawFit exponential(double[] sizes, double[] y) {
        double unit = Arrays.stream(sizes).max().orElseThrow();
        double[] x = Arrays.stream(sizes).map(size -> size / unit).toArray();
        Curve curve = new Curve() {
            @Override
            public double value(double size, double[] p) {
                return p[0] * Math.expm1(p[1] * size) + p[2];
            }

            @Override
            public double[] gradient(double size, double[] p) {
                return new double[] {Math.expm1(p[1] * size), p[0] * size * Math.exp(p[1] * size), 1};
            }
        };
        double[] start = bestStart(x, y, new double[] {-10, -3, -1, -0.3, 0.3, 1, 2, 3, 5, 8, 12},
                (size, k) -> new double[] {Math.expm1(k * size), 1});
        LeastSquares fit = LeastSquares.fit(curve, x, y, new double[] {start[1], start[0], start[2]});
        return LawFit.ols(Law.EXPONENTIAL, fit, fit.estimate("c", 1, 0, 0), exp(fit.estimate("alpha", 0, 1, 0), unit),
                fit.estimate("d", 0, 0, 1));
    }

    /** A law that is linear in all parameters but one: what the others are multiplied with. */
    private interface Terms {
        double[] at(double x, double nonlinear);
    }

    /** The best of some values of the nonlinear parameter, followed by the best ones of the others. */
    private static double[] bestStart(double[] x, double[] y, double[] candidates, Terms terms) {
        double[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double candidate : candidates) {
            LeastSquares fit = LeastSquares.linear(Arrays.stream(x).mapToObj(at -> terms.at(at, candidate))
                    .toArray(double[][]::new), y);
            if (fit.sumOfSquares() < least) {
                least = fit.sumOfSquares();
                best = new double[1 + fit.parameters().length];
                best[0] = candidate;
                System.arraycopy(fit.parameters(), 0, best, 1, best.length - 1);
            }
        }
        return best;
    }

    private static Estimate exp(Estimate log, double unit) {
        return new Estimate(log.name(), Math.exp(log.value() / unit),
                log.ciLow() == null ? null : Math.exp(log.ciLow() / unit),
                log.ciHigh() == null ? null : Math.exp(log.ciHigh() / unit));
    }
}
