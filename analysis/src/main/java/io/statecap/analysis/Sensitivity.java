package io.statecap.analysis;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the line T = a S + b moves with the criterion, and when one state size is left out.
 *
 * @param criterion rule of this row
 * @param without   state size whose trials are left out, elements; null for none
 * @param family    short name of the family of thresholds, see {@link LawFamily#label()}
 * @param trials    trials tested
 * @param collapsed how many of them collapsed
 * @param closed    how many of the seeds' brackets are closed on both sides
 * @param brackets  number of the seeds' brackets
 * @param placebo   share that the criterion calls collapsed where nothing can have
 * @param joint     the line by the joint fit; null if it could not be fitted
 * @param ols       the line by least squares; null if it could not be fitted
 */
public record Sensitivity(Criterion criterion, Long without, String family, int trials, int collapsed, int closed,
        int brackets, double placebo, LawFit joint, LawFit ols) {

    private static final double FACTOR = 2;
    /** Leaving out one size of two leaves no line; of very many, it says nothing and costs time. */
    private static final int FEWEST_SIZES = 3;
    private static final int MOST_SIZES = 12;
    private static final int MOST_TRIALS = 2000;

    /** The criterion itself, then half and twice its limit, the other kinds, the other slices that the curves have. */
    public static List<Criterion> variants(Criterion base, List<CurveRow> curves) {
        Set<Criterion> variants = new LinkedHashSet<>(List.of(base));
        for (double limit : new double[] {base.limit() / FACTOR, base.limit() * FACTOR}) {
            variants.add(base.with(base.kind(), limit, base.slice()));
        }
        for (Criterion.Kind other : Criterion.Kind.values()) {
            // In nats the kinds share the limit; the paper's is a factor.
            boolean nats = other != Criterion.Kind.PAPER && base.kind() != Criterion.Kind.PAPER;
            variants.add(base.with(other, nats ? base.limit() : other.defaultLimit(), base.slice()));
        }
        curves.stream().map(CurveRow::slice).distinct().sorted().forEach(slice ->
                variants.add(base.with(base.kind(), base.limit(), slice)));
        return List.copyOf(variants);
    }

    /** The criterion, and the size that is left out, in words. */
    public String name() {
        return criterion.name() + (without == null ? "" : " without S=" + without);
    }

    /**
     * {@link #table(List, List, List)} for all {@link #variants}, then the criterion itself without each of the sizes,
     * since a line may hang on one of them.
     */
    public static List<Sensitivity> table(List<TrialRow> trials, List<CurveRow> curves, Criterion base) {
        List<Sensitivity> table = new ArrayList<>(table(trials, curves, variants(base, curves)));
        table.addAll(withoutOneSize(trials, curves, base));
        return table;
    }

    private static List<Sensitivity> withoutOneSize(List<TrialRow> trials, List<CurveRow> curves, Criterion base) {
        long[] sizes = trials.stream().mapToLong(TrialRow::stateSize).distinct().sorted().toArray();
        List<Sensitivity> table = new ArrayList<>();
        if (sizes.length < FEWEST_SIZES || sizes.length > MOST_SIZES || trials.size() > MOST_TRIALS) {
            return table;
        }
        for (long size : sizes) {
            List<TrialRow> others = trials.stream().filter(trial -> trial.stateSize() != size).toList();
            table.addAll(table(others, curves, List.of(base), size));
        }
        return table;
    }

    /** One row a criterion and family of thresholds; a criterion by which no trial can be tested has no row. */
    public static List<Sensitivity> table(List<TrialRow> trials, List<CurveRow> curves, List<Criterion> criteria) {
        return table(trials, curves, criteria, null);
    }

    private static List<Sensitivity> table(List<TrialRow> trials, List<CurveRow> curves, List<Criterion> criteria,
                                           Long without) {
        Map<String, List<CurveRow>> curvesByTrial = TrialCurves.byTrial(curves);
        List<Sensitivity> table = new ArrayList<>();
        for (Criterion criterion : criteria) {
            TestedTrials tested = TestedTrials.of(trials, curvesByTrial, criterion);
            for (LawFamily family : Analysis.families(tested.outcomes(), List.of(), criterion)) {
                List<ThresholdRow> seeds = family.thresholds().stream().filter(row -> row.seed() != null).toList();
                List<Outcome> outcomes = family.family().outcomes();
                table.add(new Sensitivity(criterion, without, family.label(), outcomes.size(),
                        (int) outcomes.stream().filter(Outcome::collapsed).count(),
                        (int) seeds.stream().filter(row -> row.lower() != null && row.upper() != null).count(),
                        seeds.size(), Placebo.total(tested.placebo()).share(), family.line(),
                        family.fit(FitMethod.OLS, Law.LINEAR)));
            }
        }
        return table;
    }
}
