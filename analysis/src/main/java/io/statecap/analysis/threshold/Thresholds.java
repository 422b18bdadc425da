package io.statecap.analysis.threshold;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.law.Clustering;
import io.statecap.analysis.law.CollapseModel;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.JointFit;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Thresholds of the sizes of a family: one row a size and seed, and one a size over its seeds, in whose bracket a
 * length counts as collapsed when at least half of the seeds trained at it do, of at least two. The estimate of a
 * single seed is the upper end, the paper's way; over the seeds it is the constant law of {@link CollapseModel}, the
 * length at which half of the trials collapse. It need not lie in the bracket.
 */
public final class Thresholds {

    /** Shortest training length that does not collapse. */
    public static final String T_TRAIN = "T_train";

    /** Values this many times outside the tested lengths are open. */
    private static final double REACH = 4;

    private Thresholds() {}

    /** Rows of every size: its seeds ascending, then the row over all seeds ({@code seed} null). */
    public static List<ThresholdRow> rows(Family family, Criterion criterion) {
        Clustering clustering = family.clustering();
        List<ThresholdRow> rows = new ArrayList<>();
        for (Family.Size size : family.sizes()) {
            List<Long> seeds = size.outcomes().stream().map(outcome -> outcome.trial().seed()).distinct().sorted()
                    .toList();
            for (Long seed : seeds) {
                List<Outcome> own = size.outcomes().stream().filter(outcome -> outcome.trial().seed() == seed).toList();
                Bracket bracket = bracket(own);
                rows.add(row(family, size, criterion, seed, bracket, new Estimate("T", bracket.upper() == null
                        ? Double.NaN : bracket.upper(), null, null), 1, own));
            }
            rows.add(row(family, size, criterion, null, bracket(size.outcomes()), estimate(size, clustering),
                    seeds.size(), size.outcomes()));
        }
        return rows;
    }

    /** A length at which only one of several seeds was tried says too little: a search leaves such ones. */
    private static Bracket bracket(List<Outcome> trials) {
        Map<Integer, List<Outcome>> byLength = trials.stream().collect(Collectors.groupingBy(outcome ->
                outcome.trial().trainLength()));
        int most = byLength.values().stream().mapToInt(List::size).max().orElseThrow();
        Map<Integer, Boolean> collapsed = new HashMap<>();
        byLength.forEach((length, own) -> {
            if (own.size() >= Math.min(2, most)) {
                collapsed.put(length, 2 * own.stream().filter(Outcome::collapsed).count() >= own.size());
            }
        });
        return Bracket.of(collapsed);
    }

    /** NaN where all trials of the size ended alike, or the estimate is far outside the tested lengths. */
    static Estimate estimate(Family.Size size, Clustering clustering) {
        double least = size.outcomes().stream().mapToInt(outcome -> outcome.trial().trainLength()).min().orElseThrow();
        double most = size.outcomes().stream().mapToInt(outcome -> outcome.trial().trainLength()).max().orElseThrow();
        try {
            Estimate found = JointFit.of(Law.CONSTANT, size.model(), Variable.STATE_SIZE, clustering)
                    .parameter("b");
            boolean near = found.value() >= least / REACH && found.value() <= most * REACH;
            return new Estimate("T", near ? found.value() : Double.NaN,
                    found.ciLow() == null || found.ciLow() < least / REACH ? null : found.ciLow(),
                    found.ciHigh() == null || found.ciHigh() > most * REACH ? null : found.ciHigh());
        } catch (IllegalArgumentException e) {
            return new Estimate("T", Double.NaN, null, null);
        }
    }

    private static ThresholdRow row(Family family, Family.Size size, Criterion criterion, Long seed, Bracket bracket,
                                    Estimate estimate, int seeds, List<Outcome> trials) {
        return new ThresholdRow(T_TRAIN, family.dataset(), size.group(), criterion.name(), criterion.slice(),
                size.stateSize(), seed, bracket.lower(), bracket.upper(),
                Double.isNaN(estimate.value()) ? null : (Double) estimate.value(), estimate.ciLow(), estimate.ciHigh(),
                bracket.monotone(), seeds, trials.size(),
                trials.stream().mapToLong(Outcome::horizon).min().orElseThrow());
    }
}
