package io.statecap.analysis.law;

import java.util.List;

/** Laws by ordinary least squares on plain estimates: the paper's way, which takes upper ends for exact thresholds. */
public final class LeastSquaresLaws {

    private LeastSquaresLaws() {}

    /**
     * The straight line T = a S + b.
     *
     * @throws IllegalArgumentException for fewer than two different state sizes
     */
    public static LawFit linear(List<Point> points) {
        LinearRegression regression = lineRegression(points);
        return new LawFit(Law.LINEAR, FitMethod.OLS,
                List.of(regression.estimate(0, "a"), regression.estimate(1, "b")), regression.residuals().r2(),
                regression.residuals().aic(), points.size());
    }

    /** Leverage of each point on the straight line, in the order of the points. */
    public static double[] leverage(List<Point> points) {
        return lineRegression(points).leverage();
    }

    private static LinearRegression lineRegression(List<Point> points) {
        requireSizes(points, 2);
        double[][] design = points.stream().map(point -> new double[] {point.stateSize(), 1}).toArray(double[][]::new);
        return LinearRegression.fit(design, thresholds(points));
    }

    static double[] thresholds(List<Point> points) {
        return points.stream().mapToDouble(Point::threshold).toArray();
    }

    static void requireSizes(List<Point> points, int needed) {
        long sizes = points.stream().mapToDouble(Point::stateSize).distinct().count();
        if (sizes < needed) {
            throw new IllegalArgumentException("the thresholds cover " + sizes + " state sizes, the law needs at least "
                    + needed);
        }
    }
}
