package io.statecap.analysis.threshold;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brackets of the shortest sufficient training length: one row a (data, group, state size, seed), and one a (data,
 * group, state size) over its seeds, in which a length counts as collapsed when it is for at least half of the seeds
 * trained at it. The estimate of a single seed is the upper end, the paper's way; over the seeds it is the length at
 * which half of the trials collapse, see {@link LogisticThreshold}.
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
     */
    public static List<ThresholdRow> rows(List<Outcome> outcomes, Criterion criterion) {
        Map<Cell, List<Outcome>> cells = outcomes.stream().collect(Collectors.groupingBy(Cell::of));
        // Only the cells are sorted: comparing the long group texts of all outcomes would take long.
        return cells.entrySet().stream().sorted(Map.Entry.comparingByKey(Cell.ORDER)).toList().parallelStream()
                .flatMap(cell -> rows(cell.getKey(), cell.getValue(), criterion)).toList();
    }

    private static Stream<ThresholdRow> rows(Cell cell, List<Outcome> trials, Criterion criterion) {
        List<ThresholdRow> rows = new ArrayList<>();
        List<Long> seeds = trials.stream().map(Outcome::seed).distinct().sorted().toList();
        for (Long seed : seeds) {
            Bracket bracket = bracket(trials.stream().filter(trial -> trial.seed() == seed).toList());
            Double upper = bracket.upper() == null ? null : bracket.upper().doubleValue();
            rows.add(row(cell, criterion, seed, bracket, new SizeEstimate(upper, null, null), 1));
        }
        Bracket bracket = bracket(trials);
        rows.add(row(cell, criterion, null, bracket, LogisticThreshold.of(trials, bracket), seeds.size()));
        return rows.stream();
    }

    private static Bracket bracket(List<Outcome> trials) {
        Map<Integer, Long> balance = trials.stream().collect(Collectors.groupingBy(Outcome::trainLength,
                Collectors.summingLong(trial -> trial.collapsed() ? 1 : -1)));
        Map<Integer, Boolean> collapsed = new HashMap<>();
        balance.forEach((length, more) -> collapsed.put(length, more >= 0));
        return Bracket.of(collapsed);
    }

    private static ThresholdRow row(Cell cell, Criterion criterion, Long seed, Bracket bracket, SizeEstimate estimate,
                                    int seeds) {
        return new ThresholdRow(T_TRAIN, cell.dataset(), cell.group(), criterion.name(), criterion.slice(),
                cell.stateSize(), seed, bracket.lower(), bracket.upper(), estimate.value(), estimate.ciLow(),
                estimate.ciHigh(), bracket.monotone(), seeds);
    }
}
