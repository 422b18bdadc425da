package io.statecap.analysis;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.CollapseDetector;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.ReferenceRule;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.ModelSize;
import io.statecap.analysis.threshold.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finished trials tested for collapse by a criterion.
 *
 * @param finished  trials with status {@code ok}, by id
 * @param outcomes  what their curves say, for those that can be tested
 * @param placebo   the criterion applied where nothing can have collapsed
 * @param notes     sentences on failed and unusable trials
 */
record TestedTrials(List<TrialRow> finished, List<Outcome> outcomes, List<Placebo> placebo, List<String> notes) {

    private static final String OK = "ok";

    static TestedTrials of(List<TrialRow> trials, Map<String, List<CurveRow>> curvesByTrial, Criterion criterion) {
        List<String> notes = new ArrayList<>();
        List<TrialRow> finished = trials.stream().filter(trial -> OK.equals(trial.status()))
                .sorted(Comparator.comparing(TrialRow::trialId)).toList();
        if (finished.size() < trials.size()) {
            notes.add((trials.size() - finished.size()) + " of " + trials.size()
                    + " trials failed and are left out.");
        }
        Map<TrialRow, List<CurveRow>> curves = new LinkedHashMap<>();
        for (TrialRow trial : finished) {
            try {
                curves.put(trial, TrialCurves.tested(trial.trialId(),
                        curvesByTrial.getOrDefault(trial.trialId(), List.of()), trial.dataset(), criterion.slice()));
            } catch (IllegalArgumentException e) {
                notes.add("Left out: " + e.getMessage() + ".");
            }
        }
        CriterionTest test = new CriterionTest(criterion, curves);
        List<Outcome> outcomes = new ArrayList<>();
        curves.forEach((trial, curve) -> {
            try {
                Collapse collapse = test.test(trial, curve);
                outcomes.add(new Outcome(trial, collapse, curve.stream().mapToLong(CurveRow::toPosition).max()
                        .orElseThrow()));
            } catch (IllegalArgumentException e) {
                notes.add("Left out: " + e.getMessage() + ".");
            }
        });
        if (test.withoutFresh > 0) {
            notes.add(test.withoutFresh + " of " + curves.size() + " trials have no loss from a fresh state, as results"
                    + " of earlier versions; they are tested by the criterion reference.");
        }
        long absolute = outcomes.stream().filter(outcome -> outcome.collapse().absolute()).count();
        if (absolute > 0 && criterion.kind() == Criterion.Kind.FRESH) {
            notes.add(absolute + " of " + outcomes.size() + " trials cost more from a fresh state than within their"
                    + " training length, so it is no state that they know: their loss is held against that at the end"
                    + " of the training length.");
        }
        test.windowControl(curvesByTrial, outcomes).ifPresent(notes::add);
        List<Placebo> placebo = Placebo.of(curves, curvesByTrial, criterion, test::testPlacebo);
        return new TestedTrials(finished, outcomes, placebo, notes);
    }

    /** Tests trials by a criterion, or by {@code reference} where losses from a fresh state are missing. */
    private static final class CriterionTest {

        private final Criterion criterion;
        private final CollapseDetector detector;
        private final Map<TrialRow, List<CurveRow>> curves;
        private final Map<ModelSize, ReferenceRule> references = new HashMap<>();
        private int withoutFresh;

        CriterionTest(Criterion criterion, Map<TrialRow, List<CurveRow>> curves) {
            this.criterion = criterion;
            this.detector = new CollapseDetector(criterion);
            this.curves = curves;
        }

        Collapse test(TrialRow trial, List<CurveRow> curve) {
            if (criterion.kind() == Criterion.Kind.FRESH && !detector.hasFresh(curve)) {
                withoutFresh++;
                return byReference(trial, curve);
            }
            return criterion.kind() == Criterion.Kind.REFERENCE ? byReference(trial, curve) : detector.detect(curve);
        }

        /** One trial alone is not held against its references. */
        private boolean comparesWithFresh() {
            return criterion.kind() == Criterion.Kind.FRESH || criterion.kind() == Criterion.Kind.REFERENCE;
        }

        /**
         * The criterion at full length on models that cannot collapse, being read with a sliding window of their
         * training length: it must call none collapsed, and looks where the same models collapse without the window.
         */
        Optional<String> windowControl(Map<String, List<CurveRow>> curvesByTrial, List<Outcome> outcomes) {
            int trials = 0;
            int with = 0;
            int without = 0;
            for (Outcome outcome : outcomes) {
                List<CurveRow> windowed = TrialCurves.windowed(curvesByTrial.get(outcome.trial().trialId()),
                        criterion.slice());
                if (!windowed.isEmpty() && (!comparesWithFresh() || detector.hasFresh(windowed))) {
                    trials++;
                    with += detector.detect(windowed).collapsed() ? 1 : 0;
                    without += outcome.collapsed() ? 1 : 0;
                }
            }
            return trials == 0 ? Optional.empty() : Optional.of("Control: read with a sliding window of their training"
                    + " length, where nothing can pile up, " + with + " of " + trials + " models are called collapsed;"
                    + " without it " + without + " of the same " + trials + "."
                    + (with > Placebo.LARGEST_SHARE * trials
                    ? " So the criterion " + criterion.name() + " finds collapse where there can be none." : ""));
        }

        Collapse testPlacebo(TrialRow trial, List<CurveRow> curve) {
            return criterion.kind() == Criterion.Kind.REFERENCE ? byReference(trial, curve) : detector.detect(curve);
        }

        private Collapse byReference(TrialRow trial, List<CurveRow> curve) {
            if (references.isEmpty()) {
                curves.forEach((one, rows) -> references.computeIfAbsent(ModelSize.of(one), size ->
                        new ReferenceRule(criterion)).add(rows));
            }
            return references.get(ModelSize.of(trial)).test(curve);
        }
    }
}
