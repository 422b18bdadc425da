package io.statecap.analysis.law;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.fitting.leastsquares.MultivariateJacobianFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.Pair;

/**
 * Ordinary least squares with Commons Math: by QR decomposition where the model is linear, else by Levenberg–Marquardt
 * with the linearised model at the optimum.
 *
 * @param parameters        best ones
 * @param inverse           inverse of R of the (linearised) model's design matrix [parameter, parameter]
 * @param sumOfSquares      of the residuals
 * @param totalSumOfSquares about the mean
 * @param points            how many
 */
record LeastSquares(double[] parameters, RealMatrix inverse, double sumOfSquares, double totalSumOfSquares,
                    int points) {

    private static final double CONFIDENCE = 0.95;
    /** Relative size below which a sum of squares is rounding: such a fit has no finite likelihood. */
    private static final double EXACT = 1e-24;
    /** What is left of a column by those before it below which it depends on them; of columns of length 1. */
    private static final double DEPENDENT = 1e-13;
    private static final double TOLERANCE = 1e-15;
    private static final int MAX_EVALUATIONS = 20_000;

    /** A function of one variable with parameters and its derivatives by them. */
    interface Curve {

        double value(double x, double[] parameters);

        double[] gradient(double x, double[] parameters);
    }

    /**
     * @param design one row a point, one column a parameter; a constant column where an intercept is wanted
     * @param y      one value a point
     * @throws IllegalArgumentException if there are fewer points than columns or the columns are dependent
     */
    static LeastSquares linear(double[][] design, double[] y) {
        RealMatrix matrix = new Array2DRowRealMatrix(design);
        return step(parameters -> new Pair<>(matrix.operate(parameters), matrix), new ArrayRealVector(y),
                new ArrayRealVector(design[0].length));
    }

    /**
     * @param start parameters near enough to the best ones
     * @throws IllegalArgumentException if there are fewer points than parameters, or they do not determine every one
     */
    static LeastSquares fit(Curve curve, double[] x, double[] y, double[] start) {
        MultivariateJacobianFunction model = point -> {
            double[] p = point.toArray();
            return new Pair<>(new ArrayRealVector(Arrays.stream(x).map(at -> curve.value(at, p)).toArray(), false),
                    new Array2DRowRealMatrix(Arrays.stream(x).mapToObj(at -> curve.gradient(at, p))
                            .toArray(double[][]::new), false));
        };
        RealVector best;
        try {
            // From MINPACK's narrow first step a start that is far off leads to the optimum, too.
            best = new LevenbergMarquardtOptimizer().withInitialStepBoundFactor(1)
                    .withCostRelativeTolerance(TOLERANCE).withParameterRelativeTolerance(TOLERANCE)
                    .withOrthoTolerance(TOLERANCE)
                    .optimize(new LeastSquaresBuilder().model(model).target(y).start(start)
                            .maxEvaluations(MAX_EVALUATIONS).maxIterations(MAX_EVALUATIONS).build()).getPoint();
        } catch (MathIllegalStateException e) {
            throw new IllegalArgumentException("least squares did not settle", e);
        }
        // The sum of squares alone fixes only half of a parameter's digits; two Gauss-Newton steps give the others.
        LeastSquares near = step(model, new ArrayRealVector(y), best);
        return step(model, new ArrayRealVector(y), new ArrayRealVector(near.parameters));
    }

    /** A Gauss-Newton step, which solves a linear model; columns are scaled to length 1. */
    private static LeastSquares step(MultivariateJacobianFunction model, RealVector y, RealVector from) {
        Pair<RealVector, RealMatrix> at = model.value(from);
        RealMatrix design = at.getSecond().copy();
        int columns = design.getColumnDimension();
        int points = y.getDimension();
        if (points < columns) {
            throw new IllegalArgumentException(points + " points do not determine " + columns + " parameters");
        }
        double[] scale = new double[columns];
        for (int j = 0; j < columns; j++) {
            scale[j] = design.getColumnVector(j).getNorm();
            design.setColumnVector(j, design.getColumnVector(j).mapDivide(scale[j]));
        }
        QRDecomposition qr = new QRDecomposition(design, DEPENDENT);
        if (!qr.getSolver().isNonSingular()) {
            throw new IllegalArgumentException("the points do not determine every parameter");
        }
        RealVector parameters = qr.getSolver().solve(y.subtract(at.getFirst()))
                .ebeDivide(new ArrayRealVector(scale)).add(from);
        RealMatrix inverse = new QRDecomposition(qr.getR().getSubMatrix(0, columns - 1, 0, columns - 1)).getSolver()
                .getInverse();
        for (int j = 0; j < columns; j++) {
            inverse.setRowVector(j, inverse.getRowVector(j).mapDivide(scale[j]));
        }
        double mean = 0;
        for (double value : y.toArray()) {
            mean += value / points;
        }
        RealVector residuals = y.subtract(model.value(parameters).getFirst());
        RealVector deviations = y.mapSubtract(mean);
        double squares = residuals.dotProduct(residuals);
        double total = deviations.dotProduct(deviations);
        // Rounding leaves something of sums that are 0, as of equal values.
        double rounding = EXACT * points * mean * mean;
        return new LeastSquares(parameters.toArray(), inverse, squares <= rounding ? 0 : squares,
                total <= rounding ? 0 : total, points);
    }

    /** The 97.5 % point of Student's t, which bounds a two-sided 95 % interval; for at least one degree of freedom. */
    static double quantile(int degreesOfFreedom) {
        return new TDistribution(null, degreesOfFreedom).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    }

    private int degreesOfFreedom() {
        return points - parameters.length;
    }

    /** Coefficient of determination about the mean; null when the values do not vary. */
    Double r2() {
        return totalSumOfSquares > 0 ? (Double) (1 - sumOfSquares / totalSumOfSquares) : null;
    }

    /**
     * Akaike's criterion of the normal likelihood, the error variance counted as a parameter; null without residuals,
     * since the likelihood then has no bound.
     */
    Double aic() {
        if (degreesOfFreedom() <= 0 || sumOfSquares <= EXACT * totalSumOfSquares || sumOfSquares == 0) {
            return null;
        }
        return points * (Math.log(2 * Math.PI * sumOfSquares / points) + 1) + 2 * (parameters.length + 1);
    }

    /** Standard error of the combination of parameters with these weights; NaN without degrees of freedom. */
    double standardError(double... weights) {
        return degreesOfFreedom() > 0 ? inverse.preMultiply(new ArrayRealVector(weights)).getNorm()
                * Math.sqrt(sumOfSquares / degreesOfFreedom()) : Double.NaN;
    }

    /** The combination of parameters with these weights, plus or minus Student's t times its standard error. */
    Estimate estimate(String name, double... weights) {
        double value = new ArrayRealVector(weights).dotProduct(new ArrayRealVector(parameters));
        double reach = degreesOfFreedom() > 0 ? quantile(degreesOfFreedom()) * standardError(weights) : Double.NaN;
        return Double.isNaN(reach) ? new Estimate(name, value, null, null)
                : new Estimate(name, value, value - reach, value + reach);
    }

    /** How much a point with this row of the design determines its own fitted value, 0 to 1. */
    double leverage(double... row) {
        return Math.pow(inverse.preMultiply(new ArrayRealVector(row)).getNorm(), 2);
    }
}
