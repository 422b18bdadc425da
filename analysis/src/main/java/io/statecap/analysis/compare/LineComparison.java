package io.statecap.analysis.compare;

import io.statecap.analysis.law.CommonLine;
import io.statecap.analysis.law.Variable;
import java.util.List;

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

    /** The comparison of one set of families; null where fewer than two have a line. */
    static LineComparison of(FamilySet set) {
        List<FamilySet.Member> members = set.members().stream().filter(member -> member.line() != null).toList();
        if (members.size() < 2) {
            return null;
        }
        FamilySet.Member first = members.get(0);
        CommonLine line = CommonLine.test(members.stream()
                .map(member -> member.family().family().model(Variable.STATE_SIZE)).toList());
        return new LineComparison(set.label(), members.stream().map(FamilySet.Member::sweep).toList(),
                new Line(line.slope(), line.intercept()), line.statistic(), line.degreesOfFreedom(), line.p(),
                members.stream().skip(1).map(member -> SlopeDifference.of(member.sweep(), first.sweep(),
                        member.line().parameter("a"), first.line().parameter("a"))).toList());
    }
}
