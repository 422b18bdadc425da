package io.statecap.analysis.law;

import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.fitting.leastsquares.MultivariateJacobianFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.Pair;

/**
 * Nonlinear least squares by Levenberg–Marquardt, with the covariance of the linearised model at the optimum.
 *
 * @param linear the linearised model at the optimum
 */
record NonlinearRegression(double[] parameters, LinearRegression linear, Residuals residuals) {

    private static final double TOLERANCE = 1e-15;
    private static final double ROUNDING = 1e-12;
    private static final int MAX_EVALUATIONS = 20_000;
    private static final int MAX_POLISHING = 50;
    /** MINPACK's bounds of the first step: the wide one is fast, the narrow one stays near a start that is far off. */
    private static final double[] STEP_BOUNDS = {100, 1};

    /** A function of one variable with parameters and its derivatives by them. */
    interface Curve {

        double value(double x, double[] parameters);

        /** Writes the derivative of {@link #value} by each parameter into {@code gradient}. */
        void gradient(double x, double[] parameters, double[] gradient);
    }

    /**
     * @param start parameters near enough to the best ones
     * @throws IllegalArgumentException if there are fewer points than parameters, or they do not determine every one
     */
    static NonlinearRegression fit(Curve curve, double[] x, double[] y, double[] start) {
        if (x.length < start.length) {
            throw new IllegalArgumentException(x.length + " points do not determine " + start.length + " parameters");
        }
        MultivariateJacobianFunction model = point -> {
            double[] p = point.toArray();
            double[] values = new double[x.length];
            double[][] jacobian = new double[x.length][p.length];
            for (int i = 0; i < x.length; i++) {
                values[i] = curve.value(x[i], p);
                curve.gradient(x[i], p, jacobian[i]);
            }
            return new Pair<>(new ArrayRealVector(values, false), new Array2DRowRealMatrix(jacobian, false));
        };
        double[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double bound : STEP_BOUNDS) {
            double[] candidate = levenbergMarquardt(model, y, start, bound);
            double squares = sumOfSquares(model, y, candidate);
            if (squares < least) {
                least = squares;
                best = candidate;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("least squares did not settle");
        }
        best = polish(model, y, best);
        Pair<RealVector, RealMatrix> at = model.value(new ArrayRealVector(best));
        return new NonlinearRegression(best, LinearRegression.fit(at.getSecond().getData(), y),
                Residuals.of(y, at.getFirst().toArray(), best.length));
    }

    /** The start itself where the search does not settle. */
    private static double[] levenbergMarquardt(MultivariateJacobianFunction model, double[] y, double[] start,
                                               double bound) {
        try {
            return new LevenbergMarquardtOptimizer().withInitialStepBoundFactor(bound)
                    .withCostRelativeTolerance(TOLERANCE).withParameterRelativeTolerance(TOLERANCE)
                    .withOrthoTolerance(TOLERANCE)
                    .optimize(new LeastSquaresBuilder().model(model).target(y).start(start)
                            .maxEvaluations(MAX_EVALUATIONS).maxIterations(MAX_EVALUATIONS).build())
                    .getPoint().toArray();
        } catch (MathIllegalStateException e) {
            return start;
        }
    }

    /** Gauss-Newton steps as long as they shrink: the sum of squares alone fixes only half of a parameter's digits. */
    private static double[] polish(MultivariateJacobianFunction model, double[] y, double[] start) {
        double[] best = start;
        double lastStep = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MAX_POLISHING; i++) {
            Pair<RealVector, RealMatrix> at = model.value(new ArrayRealVector(best));
            double[] residual = new ArrayRealVector(y).subtract(at.getFirst()).toArray();
            double[] step;
            try {
                step = LinearRegression.fit(at.getSecond().getData(), residual).coefficients();
            } catch (IllegalArgumentException e) {
                return best;
            }
            double[] next = best.clone();
            double size = 0;
            for (int j = 0; j < next.length; j++) {
                next[j] += step[j];
                size = Math.max(size, Math.abs(step[j]) / Math.max(Math.abs(next[j]), Double.MIN_NORMAL));
            }
            if (!(size < lastStep)
                    || sumOfSquares(model, y, next) > sumOfSquares(model, y, best) * (1 + ROUNDING)) {
                return best;
            }
            best = next;
            lastStep = size;
        }
        return best;
    }

    private static double sumOfSquares(MultivariateJacobianFunction model, double[] y, double[] parameters) {
        RealVector residual = new ArrayRealVector(y).subtract(model.value(new ArrayRealVector(parameters)).getFirst());
        return residual.dotProduct(residual);
    }

    /** Standard error of the linear combination of parameters with these weights. */
    double standardError(double... weights) {
        return linear.spread(weights) * residuals.standardDeviation();
    }
}
