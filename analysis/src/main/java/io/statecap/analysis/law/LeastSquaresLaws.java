package io.statecap.analysis.law;

import io.statecap.analysis.law.NonlinearRegression.Curve;
import java.util.List;
import java.util.stream.IntStream;

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
        requireSizes(points, law.parameterNames().size());
        return switch (law) {
            case CONSTANT -> constant(points);
            case LINEAR -> linear(points);
            case POWER -> power(points);
            case EXPONENTIAL -> exponential(points);
            case STEP -> throw new IllegalArgumentException("least squares has no step");
        };
    }

    /** Leverage of each point on the straight line, in the order of the points. */
    public static double[] leverage(List<Point> points) {
        requireSizes(points, 2);
        return line(points).leverage();
    }

    private static LawFit constant(List<Point> points) {
        double[][] design = points.stream().map(point -> new double[] {1}).toArray(double[][]::new);
        LinearRegression regression = LinearRegression.fit(design, thresholds(points));
        return LawFit.ols(Law.CONSTANT, regression.residuals(), regression.estimate(0, "b"));
    }

    private static LawFit linear(List<Point> points) {
        LinearRegression regression = line(points);
        return LawFit.ols(Law.LINEAR, regression.residuals(), regression.estimate(0, "a"), regression.estimate(1, "b"));
    }

    private static LinearRegression line(List<Point> points) {
        double[][] design = points.stream().map(point -> new double[] {point.stateSize(), 1}).toArray(double[][]::new);
        return LinearRegression.fit(design, thresholds(points));
    }

    /**
     * T = exp(u + p (ln S - m)) with m the mean of ln S, so that u and p hardly depend on each other; a = exp(u - p m)
     * gets its interval on the log scale.
     */
    private static LawFit power(List<Point> points) {
        double[] x = stateSizes(points);
        double[] y = thresholds(points);
        double centre = points.stream().mapToDouble(Point::stateSize).filter(size -> size > 0).map(Math::log)
                .average().orElseThrow();
        Curve curve = new Curve() {
            @Override
            public double value(double size, double[] p) {
                return size == 0 ? 0 : Math.exp(p[0] + p[1] * (Math.log(size) - centre));
            }

            @Override
            public void gradient(double size, double[] p, double[] gradient) {
                gradient[0] = value(size, p);
                gradient[1] = size == 0 ? 0 : gradient[0] * (Math.log(size) - centre);
            }
        };
        double[] start = bestStart(x, y, new double[] {-2, -1, -0.5, -0.1, 0.1, 0.5, 1, 1.5, 2, 3, 4, 6}, (size, p) ->
                size == 0 ? 0 : Math.exp(p * (Math.log(size) - centre)), false);
        if (!(start[1] > 0)) {
            throw new IllegalArgumentException("the thresholds are not positive");
        }
        NonlinearRegression regression =
                NonlinearRegression.fit(curve, x, y, new double[] {Math.log(start[1]), start[0]});
        double[] best = regression.parameters();
        Residuals residuals = regression.residuals();
        Estimate logA = residuals.estimate("a", best[0] - best[1] * centre, regression.standardError(1, -centre));
        return LawFit.ols(Law.POWER, residuals, exp(logA, 1), residuals.estimate("p", best[1],
                regression.standardError(0, 1)));
    }

    /** T = c (exp(k x) - 1) + d with x = S over the largest S; alpha = exp(k) per that unit. */
    private static LawFit exponential(List<Point> points) {
        double unit = points.stream().mapToDouble(Point::stateSize).max().orElseThrow();
        double[] x = points.stream().mapToDouble(point -> point.stateSize() / unit).toArray();
        double[] y = thresholds(points);
        Curve curve = new Curve() {
            @Override
            public double value(double size, double[] p) {
                return p[0] * Math.expm1(p[1] * size) + p[2];
            }

            @Override
            public void gradient(double size, double[] p, double[] gradient) {
                gradient[0] = Math.expm1(p[1] * size);
                gradient[1] = p[0] * size * Math.exp(p[1] * size);
                gradient[2] = 1;
            }
        };
        double[] start = bestStart(x, y, new double[] {-10, -3, -1, -0.3, 0.3, 1, 2, 3, 5, 8, 12},
                (size, k) -> Math.expm1(k * size), true);
        NonlinearRegression regression =
                NonlinearRegression.fit(curve, x, y, new double[] {start[1], start[0], start[2]});
        double[] best = regression.parameters();
        Residuals residuals = regression.residuals();
        Estimate k = residuals.estimate("alpha", best[1], regression.standardError(0, 1, 0));
        return LawFit.ols(Law.EXPONENTIAL, residuals,
                residuals.estimate("c", best[0], regression.standardError(1, 0, 0)),
                exp(k, unit), residuals.estimate("d", best[2], regression.standardError(0, 0, 1)));
    }

    /** A law that is linear in all parameters but one. */
    private interface Shape {
        double at(double x, double nonlinear);
    }

    /** The best of some values of the nonlinear parameter, followed by its best scale and offset. */
    private static double[] bestStart(double[] x, double[] y, double[] candidates, Shape shape, boolean offset) {
        double[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double candidate : candidates) {
            double[][] design = IntStream.range(0, x.length).mapToObj(i -> offset
                    ? new double[] {shape.at(x[i], candidate), 1} : new double[] {shape.at(x[i], candidate)})
                    .toArray(double[][]::new);
            LinearRegression regression = LinearRegression.fit(design, y);
            if (regression.residuals().sumOfSquares() < least) {
                least = regression.residuals().sumOfSquares();
                double[] linear = regression.coefficients();
                best = offset ? new double[] {candidate, linear[0], linear[1]} : new double[] {candidate, linear[0]};
            }
        }
        return best;
    }

    private static Estimate exp(Estimate log, double unit) {
        return new Estimate(log.name(), Math.exp(log.value() / unit),
                log.ciLow() == null ? null : Math.exp(log.ciLow() / unit),
                log.ciHigh() == null ? null : Math.exp(log.ciHigh() / unit));
    }

    private static double[] stateSizes(List<Point> points) {
        return points.stream().mapToDouble(Point::stateSize).toArray();
    }

    private static double[] thresholds(List<Point> points) {
        return points.stream().mapToDouble(Point::threshold).toArray();
    }

    private static void requireSizes(List<Point> points, int needed) {
        long sizes = points.stream().mapToDouble(Point::stateSize).distinct().count();
        if (sizes < needed) {
            throw new IllegalArgumentException("the thresholds cover " + sizes
                    + (sizes == 1 ? " state size" : " state sizes") + ", the law needs at least " + needed);
        }
    }
}
