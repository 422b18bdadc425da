package io.statecap.analysis;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.Outcome;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that is concluded from a results directory.
 *
 * @param criterion  the rule by which the curves were tested for collapse
 * @param outcomes   what became of every finished trial, by trial id
 * @param families   thresholds and laws of every family of comparable models
 * @param placebo    the criterion applied where nothing can have collapsed, one row a shorter length
 * @param notes      sentences on what was left out or is uncertain
 */
public record AnalysisResult(Criterion criterion, List<Outcome> outcomes, List<LawFamily> families,
        List<Placebo> placebo, List<String> notes) {

    /** Of nothing. */
    public static final AnalysisResult NONE = new AnalysisResult(null, List.of(), List.of(), List.of(), List.of());

    /** What the curve of each tested trial says, by trial id. */
    public List<Collapse> collapses() {
        return outcomes.stream().map(Outcome::collapse).toList();
    }

    /** One row a state size and seed, and one over the seeds. */
    public List<ThresholdRow> thresholds() {
        return families.stream().flatMap(family -> family.thresholds().stream()).toList();
    }

    /** One row a family and octave of positions. */
    public List<HorizonRow> horizons() {
        return families.stream().flatMap(family -> family.horizons().stream()).toList();
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
        Map<String, Collapse> byTrial = collapses().stream()
                .collect(Collectors.toMap(Collapse::trialId, Function.identity()));
        return trials.stream().map(trial -> byTrial.containsKey(trial.trialId())
                ? trial.withOutcome(byTrial.get(trial.trialId())) : trial).toList();
    }

    /** Whether the data separate the laws, one paragraph a family. */
    public String verdict() {
        return families.isEmpty() ? "No thresholds, so no laws to compare."
                : families.stream().map(LawFamily::verdict)
                        .filter(words -> !words.isEmpty()).collect(Collectors.joining("\n"));
    }
}
