package io.statecap.analysis.compare;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.statecap.analysis.law.CommonLine;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.Variable;
import java.util.List;

/**
 * Whether several sweeps have one line T = a S + b or each its own: the likelihood of the joint fit with a line for
 * each sweep against that with one for all, see {@link CommonLine}.
 *
 * @param family      label of the families that are compared; empty where every sweep has one
 * @param sweeps      names of the sweeps
 * @param test        a line each against one for all
 * @param differences of slopes, each later sweep against the first
 */
public record LineComparison(String family, List<String> sweeps, @JsonUnwrapped CommonLine test,
                             List<SlopeDifference> differences) {

    /**
     * How much steeper one sweep's line is than another's.
     *
     * @param sweep      the one
     * @param against    the other
     * @param difference slope of {@code sweep} minus slope of {@code against}, tokens an element
     * @param ciLow      lower end of the 95 % interval; null where a slope's interval is open
     * @param ciHigh     upper end
     */
    public record SlopeDifference(String sweep, String against, double difference, Double ciLow, Double ciHigh) {

        /** From both slopes' intervals, whose distances from the estimates add up as squares (Zou 2008, MOVER). */
        static SlopeDifference of(String sweep, String against, Estimate own, Estimate first) {
            double difference = own.value() - first.value();
            return new SlopeDifference(sweep, against, difference,
                    own.ciLow() == null || first.ciHigh() == null ? null
                            : (Double) (difference - Math.hypot(own.value() - own.ciLow(),
                                    first.ciHigh() - first.value())),
                    own.ciHigh() == null || first.ciLow() == null ? null
                            : (Double) (difference + Math.hypot(own.ciHigh() - own.value(), first.value() - first
                                    .ciLow())));
        }
    }

    /** The comparison of one set of families; null where fewer than two have a line. */
    static LineComparison of(FamilySet set) {
        List<FamilySet.Member> members = set.members().stream().filter(member -> member.line() != null).toList();
        if (members.size() < 2) {
            return null;
        }
        FamilySet.Member first = members.get(0);
        CommonLine test = CommonLine.test(members.stream()
                .map(member -> member.family().family().model(Variable.STATE_SIZE)).toList());
        return new LineComparison(set.label(), members.stream().map(FamilySet.Member::sweep).toList(),
                test, members.stream().skip(1).map(member -> SlopeDifference.of(member.sweep(), first.sweep(),
                        member.line().parameter("a"), first.line().parameter("a"))).toList());
    }
}
