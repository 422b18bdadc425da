package io.statecap.analysis.compare;

import io.statecap.analysis.LawFamily;
import io.statecap.analysis.law.LawFit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Families of thresholds of different sweeps that stand against each other. Those of equal label do, where a label says
 * what sets a family apart within its sweep; the only family of a sweep stands against each of the others.
 *
 * @param label   the shared label; empty where every sweep has one family
 * @param members one a sweep, in the order of the sweeps
 */
public record FamilySet(String label, List<Member> members) {

    /** The family of one sweep. */
    public record Member(String sweep, LawFamily family) {

        /** The line by the joint fit; null if it could not be fitted. */
        public LawFit line() {
            return family.line();
        }
    }

    /** All sets, each with at least one member. */
    public static List<FamilySet> of(List<ComparedSweep> sweeps) {
        Set<String> labels = new LinkedHashSet<>();
        sweeps.stream().map(ComparedSweep::families).filter(families -> families.size() > 1)
                .forEach(families -> families.forEach(family -> labels.add(family.label())));
        if (labels.isEmpty()) {
            labels.add("");
        }
        List<FamilySet> sets = new ArrayList<>();
        for (String label : labels) {
            List<Member> members = new ArrayList<>();
            for (ComparedSweep sweep : sweeps) {
                List<LawFamily> families = sweep.families();
                families.stream().filter(family -> families.size() == 1 || family.label().equals(label))
                        .forEach(family -> members.add(new Member(sweep.name(), family)));
            }
            if (!members.isEmpty()) {
                sets.add(new FamilySet(label, members));
            }
        }
        return sets;
    }
}
