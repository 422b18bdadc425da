package io.statecap.analysis.law;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Ordinary least squares by QR decomposition of a design matrix whose columns are scaled to length 1.
 *
 * <p>Commons Math's own regression classes give no leverage without forming the n by n hat matrix and refuse a line
 * through two points; the decomposition under them serves both.
 *
 * @param coefficients one a column
 * @param inverse      inverse of R, rows scaled to coefficients: times its transpose it is the normal matrix' inverse
 * @param leverage     diagonal of the hat matrix: how much each point determines its own fitted value, 0 to 1
 */
public record LinearRegression(double[] coefficients, RealMatrix inverse, double[] leverage, Residuals residuals) {

    private static final double RANK_TOLERANCE = 1e-13;

    /**
     * @param design one row a point, one column a coefficient; a constant column where an intercept is wanted
     * @param y      one value a point
     * @throws IllegalArgumentException if there are fewer points than columns or the columns are dependent
     */
    public static LinearRegression fit(double[][] design, double[] y) {
        int n = y.length;
        int columns = n == 0 ? 0 : design[0].length;
        if (n == 0 || n < columns) {
            throw new IllegalArgumentException(n + " points do not determine " + columns + " coefficients");
        }
        double[] scale = new double[columns];
        RealMatrix scaled = new Array2DRowRealMatrix(design);
        for (int j = 0; j < columns; j++) {
            scale[j] = scaled.getColumnVector(j).getNorm();
            if (scale[j] == 0) {
                throw new IllegalArgumentException("column " + j + " of the regression is all zero");
            }
            scaled.setColumnVector(j, scaled.getColumnVector(j).mapDivide(scale[j]));
        }
        QRDecomposition qr = new QRDecomposition(scaled, RANK_TOLERANCE);
        if (!qr.getSolver().isNonSingular()) {
            throw new IllegalArgumentException("the regression is singular: all points have the same state size");
        }
        double[] coefficients = qr.getSolver().solve(new Array2DRowRealMatrix(y)).getColumn(0);
        RealMatrix r = qr.getR().getSubMatrix(0, columns - 1, 0, columns - 1);
        RealMatrix inverse = new QRDecomposition(r, 0).getSolver().getInverse();
        for (int j = 0; j < columns; j++) {
            coefficients[j] /= scale[j];
            inverse.setRowVector(j, inverse.getRowVector(j).mapDivide(scale[j]));
        }
        RealMatrix q = qr.getQ();
        double[] leverage = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < columns; j++) {
                leverage[i] += q.getEntry(i, j) * q.getEntry(i, j);
            }
        }
        double[] fitted = new Array2DRowRealMatrix(design).operate(coefficients);
        return new LinearRegression(coefficients, inverse, leverage, Residuals.of(y, fitted, columns));
    }

    /** Standard error of the linear combination of coefficients with these weights, for residuals of deviation 1. */
    double spread(double... weights) {
        return inverse.preMultiply(new ArrayRealVector(weights)).getNorm();
    }

    /** Standard error of one coefficient; not a number without degrees of freedom. */
    public double standardError(int coefficient) {
        return inverse.getRowVector(coefficient).getNorm() * residuals.standardDeviation();
    }

    /** A coefficient with its 95 % interval from Student's t; open without degrees of freedom. */
    public Estimate estimate(int coefficient, String name) {
        return residuals.estimate(name, coefficients[coefficient], standardError(coefficient));
    }
}
