package io.statecap.analysis.threshold;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brackets of the shortest sufficient training length: one row a (data, group, state size, seed), and one a (data,
 * group, state size) over its seeds, in which a length counts as healthy when it is for every seed that was trained at
 * it. The estimate of a single seed is the upper end, the paper's way; over the seeds it is that of a given estimator.
 */
public final class Thresholds {

    /** Shortest training length that does not collapse. */
    public static final String T_TRAIN = "T_train";

    private Thresholds() {}

    /** What is never pooled over. */
    public record Cell(String dataset, String group, long stateSize) {

        /** By data, group without its size axes, state size and group. */
        static final Comparator<Cell> ORDER = Comparator
                .comparing(Cell::dataset, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(cell -> GroupText.withoutSizes(cell.group()))
                .thenComparingLong(Cell::stateSize)
                .thenComparing(Cell::group, Comparator.nullsFirst(Comparator.naturalOrder()));

        static Cell of(Outcome outcome) {
            return new Cell(outcome.dataset(), outcome.group(), outcome.stateSize());
        }
    }

    /**
     * Rows of every cell: its seeds ascending, then the row over all seeds ({@code seed} null).
     *
     * @param estimator estimate over all trials of a cell; called from several threads
     */
    public static List<ThresholdRow> rows(List<Outcome> outcomes, Criterion criterion,
                                          BiFunction<Cell, List<Outcome>, SizeEstimate> estimator) {
        Map<Cell, List<Outcome>> cells = outcomes.stream().collect(Collectors.groupingBy(Cell::of,
                () -> new TreeMap<>(Cell.ORDER), Collectors.toList()));
        return List.copyOf(cells.entrySet()).parallelStream()
                .flatMap(cell -> rows(cell.getKey(), cell.getValue(), criterion, estimator)).toList();
    }

    private static Stream<ThresholdRow> rows(Cell cell, List<Outcome> trials, Criterion criterion,
                                             BiFunction<Cell, List<Outcome>, SizeEstimate> estimator) {
        List<ThresholdRow> rows = new ArrayList<>();
        List<Long> seeds = trials.stream().map(Outcome::seed).distinct().sorted().toList();
        for (Long seed : seeds) {
            Bracket bracket = bracket(trials.stream().filter(trial -> trial.seed() == seed).toList());
            Double upper = bracket.upper() == null ? null : bracket.upper().doubleValue();
            rows.add(row(cell, criterion, seed, bracket, new SizeEstimate(upper, null, null), 1));
        }
        rows.add(row(cell, criterion, null, bracket(trials), estimator.apply(cell, trials), seeds.size()));
        return rows.stream();
    }

    private static Bracket bracket(List<Outcome> trials) {
        return Bracket.of(trials.stream()
                .collect(Collectors.toMap(Outcome::trainLength, Outcome::collapsed, Boolean::logicalOr)));
    }

    private static ThresholdRow row(Cell cell, Criterion criterion, Long seed, Bracket bracket, SizeEstimate estimate,
                                    int seeds) {
        return new ThresholdRow(T_TRAIN, cell.dataset(), cell.group(), criterion.name(), criterion.slice(),
                cell.stateSize(), seed, bracket.lower(), bracket.upper(), estimate.value(), estimate.ciLow(),
                estimate.ciHigh(), bracket.monotone(), seeds);
    }
}
