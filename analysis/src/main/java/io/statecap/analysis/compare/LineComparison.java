package io.statecap.analysis.compare;

import io.statecap.analysis.law.CommonLine;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.threshold.Family;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether several sweeps have one line T = a S + b or each its own: the likelihood of the joint fit with a line for
 * each sweep against that with one for all, see {@link CommonLine}.
 *
 * @param family           label of the families that are compared; empty where every sweep has one
 * @param sweeps           names of the sweeps
 * @param common           the best common line
 * @param statistic        twice the difference of the log-likelihoods
 * @param degreesOfFreedom two for each sweep but one
 * @param p                probability of a statistic at least as large if there is one line
 * @param differences      of slopes, each later sweep against the first
 */
public record LineComparison(String family, List<String> sweeps, Line common, double statistic, int degreesOfFreedom,
                             double p, List<SlopeDifference> differences) {

    /**
     * T = a S + b.
     *
     * @param slope     a, tokens an element
     * @param intercept b, tokens
     */
    public record Line(double slope, double intercept) {}

    public LineComparison {
        sweeps = List.copyOf(sweeps);
        differences = List.copyOf(differences);
    }

    /**
     * @param label    of the families
     * @param families of each sweep by its name, at least two, each such that its joint fit has a line
     * @param slopes   of those lines
     */
    static LineComparison of(String label, Map<String, Family> families, Map<String, Estimate> slopes) {
        List<String> names = List.copyOf(families.keySet());
        CommonLine line = CommonLine.test(families.values().stream()
                .map(family -> family.model(Variable.STATE_SIZE)).toList());
        List<SlopeDifference> differences = names.stream().skip(1).map(name -> SlopeDifference.of(name, names.get(0),
                slopes.get(name), slopes.get(names.get(0)))).toList();
        return new LineComparison(label, names, new Line(line.slope(), line.intercept()), line.statistic(),
                line.degreesOfFreedom(), line.p(), differences);
    }

    /** The comparison of one set of families; null where fewer than two have a line. */
    static LineComparison of(FamilySet set) {
        Map<String, Family> families = new LinkedHashMap<>();
        Map<String, Estimate> slopes = new LinkedHashMap<>();
        set.members().stream().filter(member -> member.line() != null).forEach(member -> {
            families.put(member.sweep(), member.family().family());
            slopes.put(member.sweep(), member.line().parameter("a"));
        });
        return families.size() < 2 ? null : of(set.label(), families, slopes);
    }
}
