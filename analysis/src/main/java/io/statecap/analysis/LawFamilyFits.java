package io.statecap.analysis;

import io.statecap.analysis.law.BandPoint;
import io.statecap.analysis.law.CensoredThreshold;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.IntervalLaws;
import io.statecap.analysis.law.JointLaws;
import io.statecap.analysis.law.JointOutcome;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.LawVerdict;
import io.statecap.analysis.law.LeastSquaresLaws;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.Outcome;
import io.statecap.analysis.threshold.RecallThresholds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The laws through one family of thresholds: all state sizes of one target and data whose groups agree in everything
 * but the size axes. Each seed's threshold is one point.
 *
 * @param target    {@code T_train} or {@code T_recall}
 * @param group     group without its size axes, with the data in front where a directory holds several
 * @param label     short name: what sets the group apart from the others of the analysis; empty for a single group
 * @param criterion canonical text of the rule behind the thresholds
 * @param slice     slice of the rule
 * @param members   thresholds of the single seeds, the points of the laws
 * @param outcomes  trials of the family, the points of the joint fit; none for {@code T_recall}
 * @param fits      laws, by method, in the order of preference
 * @param notes     sentences on what was left out or is uncertain
 */
public record LawFamilyFits(String target, String group, String label, String criterion, String slice,
                            List<ThresholdRow> members, List<JointOutcome> outcomes, List<LawFit> fits,
                            List<String> notes) {

    private static final List<Law> TRAIN_LAWS = List.of(Law.LINEAR, Law.POWER, Law.CONSTANT);
    private static final List<Law> RECALL_LAWS = List.of(Law.EXPONENTIAL, Law.LINEAR, Law.POWER, Law.CONSTANT);

    public LawFamilyFits {
        members = List.copyOf(members);
        outcomes = List.copyOf(outcomes);
        fits = List.copyOf(fits);
        notes = List.copyOf(notes);
    }

    /** Families in the order of their first threshold. */
    public static List<LawFamilyFits> of(List<ThresholdRow> thresholds, List<Outcome> outcomes) {
        Map<List<String>, List<Outcome>> byGroup = new HashMap<>();
        outcomes.forEach(outcome -> byGroup.computeIfAbsent(List.of(outcome.dataset(), outcome.group()),
                key -> new ArrayList<>()).add(outcome));
        Set<String> datasets = new LinkedHashSet<>();
        thresholds.forEach(row -> datasets.add(row.dataset()));
        // Many rows share a group; its long text is parsed once.
        Map<String, String> withoutSizes = new HashMap<>();
        Map<List<String>, List<ThresholdRow>> families = new LinkedHashMap<>();
        for (ThresholdRow row : thresholds) {
            if (row.seed() != null) {
                String group = withoutSizes.computeIfAbsent(row.group(), GroupText::withoutSizes);
                if (datasets.size() > 1) {
                    group = "dataset=" + row.dataset() + (group.isEmpty() ? "" : "," + group);
                }
                families.computeIfAbsent(List.of(row.target(), group), key -> new ArrayList<>()).add(row);
            }
        }
        Map<String, String> labels = GroupText.labels(families.keySet().stream().map(key -> key.get(1)).toList());
        return families.entrySet().parallelStream().map(family -> of(family.getKey().get(0), family.getKey().get(1),
                labels.get(family.getKey().get(1)), family.getValue(), byGroup)).toList();
    }

    private static LawFamilyFits of(String target, String group, String label, List<ThresholdRow> rows,
                                    Map<List<String>, List<Outcome>> outcomes) {
        ThresholdRow first = rows.get(0);
        boolean recall = target.equals(RecallThresholds.T_RECALL);
        List<JointOutcome> joint = recall ? List.of() : joint(rows, outcomes);
        if (oneOutcome(joint).isPresent()) {
            return new LawFamilyFits(target, group, label, first.criterion(), first.slice(), rows, joint, List.of(),
                    List.of());
        }
        if (isOneSize(rows)) {
            return new LawFamilyFits(target, group, label, first.criterion(), first.slice(), rows, List.of(),
                    List.of(), List.of(target + ": no law where all thresholds are of one state size."));
        }
        List<LawFit> fits = new ArrayList<>();
        Set<String> notes = new LinkedHashSet<>();
        List<Point> points = points(rows);
        List<CensoredThreshold> brackets = brackets(rows);
        String where = target + (label.isEmpty() ? "" : " of " + label);
        for (Law law : joint.isEmpty() ? List.<Law>of() : TRAIN_LAWS) {
            attempt(where, law, FitMethod.JOINT, () -> JointLaws.of(law, joint).fit(), fits, notes);
        }
        for (Law law : recall ? RECALL_LAWS : TRAIN_LAWS) {
            attempt(where, law, FitMethod.OLS, () -> LeastSquaresLaws.fit(law, points), fits, notes);
        }
        for (Law law : recall ? RECALL_LAWS : TRAIN_LAWS) {
            attempt(where, law, FitMethod.INTERVAL_ML, () -> IntervalLaws.fit(law, brackets), fits, notes);
        }
        if (!recall) {
            long below = rows.stream().filter(row -> row.lower() == null).count();
            long above = rows.stream().filter(row -> row.upper() == null).count();
            if (below > 0) {
                notes.add(where + ": " + below + " of " + rows.size() + " thresholds lie below the shortest tested"
                        + " length; ols takes that length for them, interval_ml takes them as open.");
            }
            if (above > 0) {
                notes.add(where + ": " + above + " of " + rows.size() + " thresholds lie above the longest tested"
                        + " length; ols leaves them out, interval_ml takes them as open.");
            }
        }
        return new LawFamilyFits(target, group, label, first.criterion(), first.slice(), rows, joint, fits,
                List.copyOf(notes));
    }

    /**
     * Why there is no law, where all trials of the family ended alike: thresholds beyond all tested lengths say nothing
     * of how they depend on the size.
     */
    public Optional<String> oneOutcome() {
        return oneOutcome(outcomes).map(sentence -> target + (label.isEmpty() ? "" : " of " + label) + ": " + sentence);
    }

    private static Optional<String> oneOutcome(List<JointOutcome> outcomes) {
        long collapsed = outcomes.stream().filter(JointOutcome::collapsed).count();
        if (outcomes.isEmpty() || collapsed > 0 && collapsed < outcomes.size()) {
            return Optional.empty();
        }
        return Optional.of(collapsed == 0
                ? "no trial collapsed: every training length tested is long enough for these sizes; try shorter ones."
                : "every trial collapsed: no training length tested is long enough for these sizes; try longer ones.");
    }

    /** The trials of the sizes of a family. */
    private static List<JointOutcome> joint(List<ThresholdRow> rows, Map<List<String>, List<Outcome>> outcomes) {
        Map<List<String>, Integer> sizes = new LinkedHashMap<>();
        rows.forEach(row -> sizes.putIfAbsent(List.of(row.dataset(), row.group()), sizes.size()));
        List<JointOutcome> joint = new ArrayList<>();
        sizes.forEach((key, size) -> outcomes.getOrDefault(key, List.of()).stream()
                .sorted(Comparator.comparing(Outcome::trialId)).forEach(outcome -> joint.add(new JointOutcome(size,
                        outcome.stateSize(), outcome.seed(), outcome.trainLength(), outcome.collapsed()))));
        return joint;
    }

    private static boolean isOneSize(List<ThresholdRow> rows) {
        return rows.stream().mapToLong(ThresholdRow::stateSize).distinct().count() == 1;
    }

    private interface Fit {
        LawFit get();
    }

    private static void attempt(String where, Law law, FitMethod method, Fit fit, List<LawFit> fits,
            Set<String> notes) {
        try {
            fits.add(fit.get());
        } catch (IllegalArgumentException e) {
            notes.add(where + ": no " + law.text() + " law by " + method.text() + ", " + e.getMessage() + ".");
        }
    }

    private static List<Point> points(List<ThresholdRow> rows) {
        return rows.stream().filter(row -> row.estimate() != null)
                .map(row -> new Point(row.stateSize(), row.estimate())).toList();
    }

    private static List<CensoredThreshold> brackets(List<ThresholdRow> rows) {
        return rows.stream().filter(row -> row.lower() != null || row.upper() != null)
                .map(row -> new CensoredThreshold(row.stateSize(), asDouble(row.lower()), asDouble(row.upper())))
                .toList();
    }

    /**
     * A fitted law with its 95 % band at some state sizes, for drawing.
     *
     * @param fit one of {@link #fits()}; by least squares only the line has a band
     */
    public List<BandPoint> band(LawFit fit, double... stateSizes) {
        if (fit.method() == FitMethod.JOINT) {
            return JointLaws.of(fit.law(), outcomes).band(stateSizes);
        }
        if (fit.method() == FitMethod.INTERVAL_ML) {
            return IntervalLaws.band(fit.law(), brackets(members), stateSizes);
        }
        if (fit.law() == Law.LINEAR) {
            return LeastSquaresLaws.lineBand(points(members), stateSizes);
        }
        return Arrays.stream(stateSizes).mapToObj(size -> new BandPoint(size, fit.threshold(size), null, null))
                .toList();
    }

    private static Double asDouble(Long value) {
        return value == null ? null : value.doubleValue();
    }

    /** The fit of a law by a method; null if it could not be fitted. */
    public LawFit fit(FitMethod method, Law law) {
        return fits.stream().filter(fit -> fit.method() == method && fit.law() == law).findFirst().orElse(null);
    }

    /** Rows for the laws table. */
    public List<LawRow> rows() {
        return fits.stream().flatMap(fit -> fit.rows(target, group, criterion, slice).stream()).toList();
    }

    /** Whether the data separate the laws, in words; empty where there is only one state size or outcome. */
    public String verdict() {
        return isOneSize(members) || oneOutcome().isPresent() ? "" : LawVerdict.of(target + (label.isEmpty() ? "" : " of " + label), fits);
    }
}
