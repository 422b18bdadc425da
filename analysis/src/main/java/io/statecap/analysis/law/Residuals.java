package io.statecap.analysis.law;

import org.apache.commons.math3.util.FastMath;

/**
 * Residuals of a least-squares fit.
 *
 * @param sumOfSquares      residual sum of squares
 * @param totalSumOfSquares sum of squares about the mean
 * @param points            number of points
 * @param parameters        number of fitted parameters
 */
public record Residuals(double sumOfSquares, double totalSumOfSquares, int points, int parameters) {

    /** Relative size below which a residual is rounding: such a fit has no finite likelihood. */
    private static final double EXACT = 1e-24;

    public static Residuals of(double[] y, double[] fitted, int parameters) {
        double mean = 0;
        for (double value : y) {
            mean += value / y.length;
        }
        double residual = 0;
        double total = 0;
        for (int i = 0; i < y.length; i++) {
            residual += (y[i] - fitted[i]) * (y[i] - fitted[i]);
            total += (y[i] - mean) * (y[i] - mean);
        }
        // Rounding leaves something of sums that are 0, as of equal values.
        double rounding = EXACT * y.length * mean * mean;
        return new Residuals(residual <= rounding ? 0 : residual, total <= rounding ? 0 : total, y.length, parameters);
    }

    public int degreesOfFreedom() {
        return points - parameters;
    }

    /** Residual standard deviation; not a number without degrees of freedom. */
    public double standardDeviation() {
        return degreesOfFreedom() > 0 ? FastMath.sqrt(sumOfSquares / degreesOfFreedom()) : Double.NaN;
    }

    /** Coefficient of determination about the mean; null when the values do not vary. */
    public Double r2() {
        return totalSumOfSquares > 0 ? 1 - sumOfSquares / totalSumOfSquares : null;
    }

    /**
     * Akaike's criterion of the normal likelihood, the error variance counted as a parameter; null without residuals,
     * since the likelihood then has no bound.
     */
    public Double aic() {
        if (degreesOfFreedom() <= 0 || sumOfSquares <= EXACT * totalSumOfSquares || sumOfSquares == 0) {
            return null;
        }
        double deviance = points * (FastMath.log(2 * Math.PI * sumOfSquares / points) + 1);
        return deviance + 2 * (parameters + 1);
    }

    /** Value plus or minus Student's t times its standard error; open without degrees of freedom. */
    Estimate estimate(String name, double value, double standardError) {
        if (degreesOfFreedom() <= 0 || Double.isNaN(standardError)) {
            return new Estimate(name, value, null, null);
        }
        double reach = StudentT.quantile(degreesOfFreedom()) * standardError;
        return new Estimate(name, value, value - reach, value + reach);
    }
}
