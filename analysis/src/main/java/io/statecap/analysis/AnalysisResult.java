package io.statecap.analysis;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that is concluded from a results directory.
 *
 * @param criterion  the rule by which the curves were tested for collapse
 * @param collapses  outcome of every finished trial, by trial id
 * @param thresholds one row a state size and seed, and one over the seeds
 * @param families   laws of every family of comparable thresholds
 * @param placebo    the criterion applied where nothing can have collapsed, one row a shorter length
 * @param notes      sentences on what was left out or is uncertain
 */
public record AnalysisResult(Criterion criterion, List<Collapse> collapses, List<ThresholdRow> thresholds,
                             List<LawFamilyFits> families, List<Placebo> placebo, List<String> notes) {

    public AnalysisResult {
        collapses = List.copyOf(collapses);
        thresholds = List.copyOf(thresholds);
        families = List.copyOf(families);
        placebo = List.copyOf(placebo);
        notes = List.copyOf(notes);
    }

    /** One row a law and parameter. */
    public List<LawRow> laws() {
        return families.stream().flatMap(family -> family.rows().stream()).toList();
    }

    /**
     * Trials with their outcomes by this criterion, which may differ from the one that the sweep was run with; trials
     * without an outcome stay as they are.
     */
    public List<TrialRow> withOutcomes(List<TrialRow> trials) {
        Map<String, Collapse> outcomes = collapses.stream()
                .collect(Collectors.toMap(Collapse::trialId, Function.identity()));
        return trials.stream().map(trial -> outcomes.containsKey(trial.trialId())
                ? trial.withOutcome(outcomes.get(trial.trialId())) : trial).toList();
    }

    /** Whether the data separate the laws, one paragraph a family. */
    public String verdict() {
        return families.isEmpty() ? "No thresholds, so no laws to compare."
                : families.stream().map(LawFamilyFits::verdict)
                        .filter(words -> !words.isEmpty()).collect(Collectors.joining("\n"));
    }
}
