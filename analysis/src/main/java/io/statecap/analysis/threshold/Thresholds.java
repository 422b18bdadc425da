package io.statecap.analysis.threshold;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Brackets of the shortest sufficient training length: one row a (data, group, state size, seed), and one a (data, group,
 * state size) over its seeds, in which a length counts as healthy when it is for every seed that was trained at it.
 * The plain estimate is the upper end, the paper's way.
 */
public final class Thresholds {

    public static final String T_TRAIN = "T_train";

    private Thresholds() {}

    /** What is never pooled over. */
    public record Cell(String dataset, String group, long stateSize) {}

    /** Outcomes by cell; cells ordered by data, group without its size axes, state size and group. */
    public static Map<Cell, List<Outcome>> cells(List<Outcome> outcomes) {
        Comparator<Cell> order = Comparator
                .comparing(Cell::dataset, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(cell -> GroupText.withoutSizes(cell.group()))
                .thenComparingLong(Cell::stateSize)
                .thenComparing(Cell::group, Comparator.nullsFirst(Comparator.naturalOrder()));
        return outcomes.stream().collect(Collectors.groupingBy(
                outcome -> new Cell(outcome.dataset(), outcome.group(), outcome.stateSize()),
                () -> new TreeMap<>(order), Collectors.toList()));
    }

    /** Rows of every cell: its seeds ascending, then the row over all seeds ({@code seed} null). */
    public static List<ThresholdRow> brackets(List<Outcome> outcomes, Criterion criterion) {
        List<ThresholdRow> rows = new ArrayList<>();
        cells(outcomes).forEach((cell, trials) -> {
            List<Long> seeds = trials.stream().map(Outcome::seed).distinct().sorted().toList();
            for (Long seed : seeds) {
                rows.add(row(cell, criterion, seed, 1,
                        trials.stream().filter(trial -> trial.seed() == seed).toList()));
            }
            rows.add(row(cell, criterion, null, seeds.size(), trials));
        });
        return rows;
    }

    private static ThresholdRow row(Cell cell, Criterion criterion, Long seed, int seeds, List<Outcome> trials) {
        Map<Integer, Boolean> collapsed = trials.stream()
                .collect(Collectors.toMap(Outcome::trainLength, Outcome::collapsed, Boolean::logicalOr));
        Bracket bracket = Bracket.of(collapsed);
        Double estimate = bracket.upper() == null ? null : bracket.upper().doubleValue();
        return new ThresholdRow(T_TRAIN, cell.dataset(), cell.group(), criterion.name(), criterion.slice(),
                cell.stateSize(), seed, bracket.lower(), bracket.upper(), estimate, null, null, bracket.monotone(),
                seeds);
    }

    /** Rows of single seeds: the points that laws are fitted to. */
    public static List<ThresholdRow> bySeed(List<ThresholdRow> rows) {
        return rows.stream().filter(row -> row.seed() != null).toList();
    }

    /** Rows over all seeds. */
    public static List<ThresholdRow> overSeeds(List<ThresholdRow> rows) {
        return rows.stream().filter(row -> Objects.isNull(row.seed())).toList();
    }
}
