package io.statecap.analysis.law;

import io.statecap.analysis.table.LawRow;
import java.util.List;
import java.util.stream.Stream;

/**
 * A law with fitted parameters.
 *
 * @param law        which law
 * @param method     how it was fitted
 * @param variable   what it is a law of
 * @param parameters in the order of {@link Law#parameterNames()}, for elements and tokens
 * @param scale      of the joint fit: s, the spread of ln T over which the share of collapsed trials falls; null for
 *                   others
 * @param r2         share of the variance that the law explains; null where T does not vary, and for the joint fit
 * @param aic        Akaike's criterion, comparable within a method only; null for a fit without residual
 * @param points     number of thresholds used; of trials for the joint fit
 * @param region     of the joint fit: the laws that the data do not exclude; null for others
 */
public record LawFit(Law law, FitMethod method, Variable variable, List<Estimate> parameters, Estimate scale,
                     Double r2, Double aic, int points, LawRegion region) {

    /** A fit by least squares. */
    static LawFit ols(Law law, LeastSquares fit, Estimate... parameters) {
        return new LawFit(law, FitMethod.OLS, Variable.STATE_SIZE, List.of(parameters), null, fit.r2(), fit.aic(),
                fit.points(), null);
    }

    /** Parameter values without their intervals. */
    public double[] values() {
        return parameters.stream().mapToDouble(Estimate::value).toArray();
    }

    /** The parameter of that name. */
    public Estimate parameter(String name) {
        return parameters.get(law.parameterNames().indexOf(name));
    }

    /** T in tokens at S elements, or at a value of the rival of S. */
    public double threshold(double stateSize) {
        return law.threshold(stateSize, values());
    }

    /** Number of fitted parameters, the scale or the variance among them. */
    public int dimension() {
        return parameters.size() + 1;
    }

    /** Akaike's criterion corrected for few points, {@code 2k(k+1)/(n−k−1)} more; null where points are too few. */
    public Double aicc() {
        int k = dimension();
        return aic == null || points - k - 1 <= 0 ? null : (Double) (aic + 2.0 * k * (k + 1) / (points - k - 1));
    }

    /** How much worse it is than another law, by AICc of likelihoods divided by {@link Clustering#within}. */
    public double worseBy(LawFit other, double within) {
        return corrected(within) - other.corrected(within);
    }

    private double corrected(double within) {
        double deviance = aic - 2 * dimension();
        return aicc() - deviance + deviance / within;
    }

    /** T at a size with its 95 % interval. */
    public Estimate at(double size) {
        return region.interval("T", threshold(size), values -> law.threshold(size, values));
    }

    /** T at a size with its 95 % interval, for drawing: ends at or below 0, and those of least squares, are open. */
    public Estimate band(double size) {
        Estimate at = region == null ? new Estimate("T", threshold(size), null, null) : at(size);
        return new Estimate("T", at.value(), at.ciLow() == null || at.ciLow() <= 0 ? null : at.ciLow(), at.ciHigh());
    }

    /** The law in the {@code law} column: a rival of S is named. */
    public String name() {
        return law.text() + (variable == Variable.STATE_SIZE ? "" : " in " + variable.text());
    }

    /** One table row a parameter. */
    public List<LawRow> rows(String target, String group, String criterion, String slice, Long horizon) {
        return Stream.concat(parameters.stream(), Stream.ofNullable(scale))
                .map(parameter -> new LawRow(target, group, criterion, slice, method.text(), name(),
                        parameter.name(), parameter.value(), parameter.ciLow(), parameter.ciHigh(), variable.unit(),
                        Law.Y_UNIT, r2, aic, aicc(), points, horizon)).toList();
    }
}
