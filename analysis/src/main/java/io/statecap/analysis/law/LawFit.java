package io.statecap.analysis.law;

import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.table.LawRow;
import java.util.List;
import java.util.stream.Stream;

/**
 * A law with fitted parameters.
 *
 * @param law        which law
 * @param method     how it was fitted
 * @param parameters in the order of {@link Law#parameterNames()}, for elements and tokens
 * @param scale      of the joint fit: s, the spread of ln T over which the share of collapsed trials falls; null for
 *                   others
 * @param r2         share of the variance that the law explains; null where T does not vary; the likelihood form of
 *                   {@link IntervalLaws} for brackets
 * @param aic        Akaike's criterion, comparable within a method only; null for a fit without residual
 * @param points     number of thresholds used; of trials for the joint fit
 */
public record LawFit(Law law, FitMethod method, List<Estimate> parameters, Estimate scale, Double r2, Double aic,
                     int points) {

    public LawFit {
        parameters = List.copyOf(parameters);
        if (parameters.size() != law.parameterNames().size()) {
            throw new IllegalArgumentException("law " + law.text() + " has parameters " + law.parameterNames()
                    + ", got " + parameters.size());
        }
    }

    /** A fit without a scale of its own. */
    public LawFit(Law law, FitMethod method, List<Estimate> parameters, Double r2, Double aic, int points) {
        this(law, method, parameters, null, r2, aic, points);
    }

    /** Parameter values without their intervals. */
    public double[] values() {
        return parameters.stream().mapToDouble(Estimate::value).toArray();
    }

    /** The parameter of that name. */
    public Estimate parameter(String name) {
        return parameters.get(law.parameterNames().indexOf(name));
    }

    /** T in tokens at S elements. */
    public double threshold(double stateSize) {
        return law.threshold(stateSize, values());
    }

    /** One table row a parameter. */
    public List<LawRow> rows(String target, String group, String criterion, String slice) {
        return Stream.concat(parameters.stream(), Stream.ofNullable(scale))
                .map(parameter -> new LawRow(target, group, criterion, slice, method.text(), law.text(),
                        parameter.name(), parameter.value(), parameter.ciLow(), parameter.ciHigh(), Law.X_UNIT,
                        Law.Y_UNIT, r2, aic, points)).toList();
    }
}
