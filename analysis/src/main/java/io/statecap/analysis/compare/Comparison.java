package io.statecap.analysis.compare;

import io.statecap.analysis.collapse.Criterion;
import java.util.ArrayList;
import java.util.List;

/**
 * Several sweeps side by side, judged by one criterion.
 *
 * @param criterion the criterion
 * @param sweeps    in the order in which they were named
 * @param settings  what differs in their configurations
 * @param families  families of thresholds that stand against each other
 * @param tests     whether the lines of such families differ
 * @param notes     sentences on what was left out or is uncertain
 */
public record Comparison(Criterion criterion, List<ComparedSweep> sweeps, List<SettingDifference> settings,
                         List<FamilySet> families, List<LineComparison> tests, List<String> notes) {

    /**
     * @param sweeps at least two, of different names, all analysed by the same criterion
     * @throws IllegalArgumentException if there are fewer, or criteria differ
     */
    public static Comparison of(List<ComparedSweep> sweeps) {
        if (sweeps.size() < 2) {
            throw new IllegalArgumentException("a comparison needs two sweeps, got " + sweeps.size());
        }
        Criterion criterion = sweeps.get(0).analysis().criterion();
        List<String> notes = new ArrayList<>();
        for (ComparedSweep sweep : sweeps) {
            if (!sweep.analysis().criterion().equals(criterion)) {
                throw new IllegalArgumentException("sweep " + sweep.name() + " is judged by "
                        + sweep.analysis().criterion().name() + ", the first by " + criterion.name());
            }
            sweep.analysis().notes().forEach(note -> notes.add(sweep.name() + ": " + note));
        }
        List<FamilySet> families = FamilySet.of(sweeps);
        List<LineComparison> tests = new ArrayList<>();
        for (FamilySet family : families) {
            LineComparison test = LineComparison.of(family);
            if (test != null) {
                tests.add(test);
            } else {
                notes.add((family.label().isEmpty() ? "" : family.label() + ": ")
                        + "no test of the lines, since fewer than two sweeps have one by the joint fit.");
            }
        }
        return new Comparison(criterion, sweeps, SettingDifference.of(sweeps.stream().map(ComparedSweep::sweepJson)
                .toList()), families, tests, notes);
    }
}
