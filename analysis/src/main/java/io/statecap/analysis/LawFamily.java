package io.statecap.analysis;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.law.Clustering;
import io.statecap.analysis.law.CollapseModel;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.JointFit;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.LeastSquaresLaws;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.text.LawVerdict;
import io.statecap.analysis.threshold.Family;
import io.statecap.analysis.threshold.Horizons;
import io.statecap.analysis.threshold.RecallThresholds;
import io.statecap.analysis.threshold.Thresholds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The thresholds and laws of one family: all state sizes of one target and data whose groups agree in everything but
 * the size axes.
 *
 * @param target     {@code T_train} or {@code T_recall}
 * @param group      group without its size axes, with the data in front where a directory holds several
 * @param label      short name: what sets the group apart from the others of the analysis; empty for a single group
 * @param criterion  canonical text of the rule behind the thresholds
 * @param slice      slice of the rule
 * @param family     its trials; null for {@code T_recall}
 * @param horizon    how far its trials were looked at, tokens; null for {@code T_recall}
 * @param thresholds of each size: its seeds, then over the seeds
 * @param clustering what trials of a seed share; null where nothing is known
 * @param fits       laws, by method, in the order of preference; rivals of S behind the laws of S
 * @param smallest   the line without the smallest size
 * @param equalSizes tests of groups of equal S for one threshold
 * @param horizons   thresholds and line for shorter looks at the trials
 * @param notes      sentences on what was left out or is uncertain
 */
public record LawFamily(String target, String group, String label, String criterion, String slice, Family family,
                        Long horizon, List<ThresholdRow> thresholds, Clustering clustering, List<LawFit> fits,
                        Optional<LawFit> smallest, List<EqualSizes> equalSizes, List<HorizonRow> horizons,
                        List<String> notes) {

    /** What a reader of brackets must know where {@link #searched}. */
    public static final String SEARCHED = "Not every seed was tried at every length (a bisection, or a sweep that is"
            + " not"
            + " whole): the two lengths rest on the trials that there are, the estimate on all trials of the size.";

    private static final List<Law> TRAIN_LAWS = List.of(Law.LINEAR, Law.POWER, Law.STEP, Law.CONSTANT);
    private static final List<Law> TRAIN_POINTS = List.of(Law.LINEAR, Law.POWER, Law.CONSTANT);
    private static final List<Law> RECALL_POINTS = List.of(Law.EXPONENTIAL, Law.LINEAR, Law.POWER, Law.CONSTANT);

    /** Collects laws, and why others could not be fitted. */
    private static final class Fits {

        private final String where;
        private final List<LawFit> fits = new ArrayList<>();
        private final Set<String> notes = new LinkedHashSet<>();

        Fits(String where) {
            this.where = where;
        }

        void note(String sentence) {
            notes.add(where + ": " + sentence);
        }

        void attempt(Law law, FitMethod method, Supplier<LawFit> fit) {
            try {
                fits.add(fit.get());
            } catch (IllegalArgumentException e) {
                note("no " + law.text() + " law by " + method.text() + ", " + e.getMessage() + ".");
            }
        }
    }

    /** Laws of the training length needed. */
    static LawFamily ofTraining(Family family, String group, String label, Criterion criterion) {
        List<ThresholdRow> rows = Thresholds.rows(family, criterion);
        Clustering clustering = family.clustering();
        Fits fits = new Fits(where(Thresholds.T_TRAIN, label));
        Optional<LawFit> smallest = Optional.empty();
        List<EqualSizes> equal = List.of();
        if (clustering != null && sizes(rows) > 1) {
            joint(family, clustering, fits);
            points(rows, TRAIN_POINTS, fits);
            openEnds(rows, fits);
            long least = family.sizes().get(0).stateSize();
            smallest = family.where(size -> size.stateSize() > least).line();
            equal = EqualSizes.of(family, clustering);
        } else if (clustering != null) {
            fits.note("no law where all thresholds are of one state size.");
        }
        return new LawFamily(Thresholds.T_TRAIN, group, label, criterion.name(), criterion.slice(), family,
                family.horizon(), rows, clustering, fits.fits, smallest, equal,
                Horizons.of(family, group, criterion, rows, fit(fits.fits, FitMethod.JOINT, Law.LINEAR)),
                List.copyOf(fits.notes));
    }

    /**
     * Laws of the context length recalled: by least squares, and by the joint fit of what was recalled, which falls
     * with the context as collapse does with the training length.
     */
    static LawFamily ofRecall(RecallThresholds.Recalled recall, String group, String label) {
        List<ThresholdRow> rows = recall.rows();
        Fits fits = new Fits(where(RecallThresholds.T_RECALL, label));
        Clustering clustering = null;
        if (sizes(rows) > 1) {
            try {
                CollapseModel model = CollapseModel.of(recall.recalled());
                clustering = model.clustering();
                for (Law law : TRAIN_POINTS) {
                    Clustering own = clustering;
                    fits.attempt(law, FitMethod.JOINT, () -> JointFit.of(law, model, Variable.STATE_SIZE, own));
                }
            } catch (IllegalArgumentException e) {
                fits.note("no law by the joint fit, since every context was recalled, or none.");
            }
            points(rows, RECALL_POINTS, fits);
            openEnds(rows, fits);
        } else {
            fits.note("no law where all thresholds are of one state size.");
        }
        return new LawFamily(RecallThresholds.T_RECALL, group, label, rows.get(0).criterion(), rows.get(0).slice(),
                null, null, rows, clustering, fits.fits, Optional.empty(), List.of(), List.of(), List
                        .copyOf(fits.notes));
    }

    /** The target, with the label where there is one. */
    public String name() {
        return where(target, label);
    }

    /** Whether not every seed was tried at every length. */
    public boolean searched() {
        return family != null && family.searched();
    }

    private static String where(String target, String label) {
        return target + (label.isEmpty() ? "" : " of " + label);
    }

    private static long sizes(List<ThresholdRow> rows) {
        return rows.stream().mapToLong(ThresholdRow::stateSize).distinct().count();
    }

    private static void joint(Family family, Clustering clustering, Fits fits) {
        CollapseModel model = family.model(Variable.STATE_SIZE);
        for (Law law : TRAIN_LAWS) {
            if (law != Law.STEP || family.sizes().stream().map(Family.Size::stateSize).distinct().count() > 2) {
                fits.attempt(law, FitMethod.JOINT, () -> JointFit.of(law, model, Variable.STATE_SIZE,
                        clustering));
            }
        }
        for (Variable rival : SizeAxes.of(family).rivals()) {
            fits.attempt(Law.LINEAR, FitMethod.JOINT, () -> JointFit.of(Law.LINEAR, family.model(rival), rival,
                    clustering));
        }
    }

    private static void points(List<ThresholdRow> rows, List<Law> laws, Fits fits) {
        List<Point> points = rows.stream().filter(row -> row.seed() != null && row.estimate() != null)
                .map(row -> new Point(row.stateSize(), row.estimate())).toList();
        for (Law law : laws) {
            fits.attempt(law, FitMethod.OLS, () -> LeastSquaresLaws.fit(law, points));
        }
    }

    private static void openEnds(List<ThresholdRow> rows, Fits fits) {
        boolean recall = rows.get(0).target().equals(RecallThresholds.T_RECALL);
        List<ThresholdRow> seeds = rows.stream().filter(row -> row.seed() != null).toList();
        for (boolean below : new boolean[] {true, false}) {
            long count = seeds.stream().filter(row -> (below ? row.lower() : row.upper()) == null).count();
            if (count > 0) {
                fits.note(count + " of " + seeds.size() + " thresholds " + (count == 1 ? "lies" : "lie")
                        + (below ? " below the shortest tested " : " above the longest tested ")
                        + (recall ? "context" : "length") + "; ols "
                        + (recall == below ? "leaves them out." : "takes that length for them."));
            }
        }
    }

    /** The law of S by a method; null if it could not be fitted. */
    public LawFit fit(FitMethod method, Law law) {
        return fit(fits, method, law);
    }

    private static LawFit fit(List<LawFit> fits, FitMethod method, Law law) {
        return fits.stream().filter(fit -> fit.method() == method && fit.law() == law
                && fit.variable() == Variable.STATE_SIZE).findFirst().orElse(null);
    }

    /** The line of the joint fit, which is quoted first; null if it could not be fitted. */
    public LawFit line() {
        return fit(FitMethod.JOINT, Law.LINEAR);
    }

    /**
     * Why there is no law, where all trials of the family ended alike: thresholds beyond all tested lengths say nothing
     * of how they depend on the size.
     */
    public Optional<String> oneOutcome() {
        long collapsed = family == null ? -1 : family.outcomes().stream().filter(one -> one.collapsed()).count();
        if (collapsed != 0 && (family == null || collapsed < family.outcomes().size())) {
            return Optional.empty();
        }
        return Optional.of(name() + ": " + (collapsed == 0
                ? "no trial collapsed: every training length tested is long enough for these sizes; try shorter ones."
                : "every trial collapsed: no training length tested is long enough for these sizes; try longer ones."));
    }

    /** Rows for the laws table. */
    public List<LawRow> rows() {
        return fits.stream().flatMap(fit -> fit.rows(target, group, criterion, slice, horizon).stream()).toList();
    }

    /** Whether the data separate the laws, in words; empty where there is only one state size or outcome. */
    public String verdict() {
        return sizes(thresholds) == 1 || oneOutcome().isPresent() ? ""
                : LawVerdict.of(name(), fits, clustering);
    }
}
