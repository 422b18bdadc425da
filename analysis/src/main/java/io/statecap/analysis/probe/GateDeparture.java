package io.statecap.analysis.probe;

import io.statecap.analysis.table.GateRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * When one quantity leaves the range that it had within the training length. A head's range is that of its bucket means
 * within the training length; it has left where a later bucket's mean lies outside by more than a margin, a share of
 * the range's width.
 *
 * @param quantity as in the column of that name
 * @param heads    heads (of all layers; for B: groups) that were probed
 * @param left     those that leave
 * @param first    position at which the first one leaves: the start of its bucket; null if none does
 * @param median   position at which half of those that leave have left; null if none does
 * @param excess   farthest that a bucket's mean lies outside the range, in widths of the range, median over heads
 */
public record GateDeparture(String quantity, int heads, int left, Long first, Long median, double excess) {

    /** Share of the range's width by which a mean must lie outside. */
    private static final double MARGIN = 0.5;
    /** A range is taken to be at least this share of its largest magnitude wide: rounding is no departure. */
    private static final double NARROWEST = 1e-3;

    /** One head's departure; {@code position} is null if it does not leave. */
    private record Head(Long position, double excess) {}

    /**
     * @param rows        of one model, prompt and mitigation, in any order
     * @param trainLength training length, tokens
     * @return one a quantity, the earliest first; empty where no bucket ends within the training length
     */
    public static List<GateDeparture> of(List<GateRow> rows, long trainLength) {
        Map<String, Map<List<Integer>, List<GateRow>>> byQuantity = rows.stream().collect(Collectors.groupingBy(
                GateRow::quantity, TreeMap::new, Collectors.groupingBy(row -> List.of(row.layer(), row.head()))));
        List<GateDeparture> departures = new ArrayList<>();
        byQuantity.forEach((quantity, byHead) -> {
            List<Head> heads = byHead.values().stream().map(head -> head(head, trainLength))
                    .filter(Objects::nonNull).toList();
            if (!heads.isEmpty()) {
                departures.add(departure(quantity, heads));
            }
        });
        departures.sort(Comparator.comparing(GateDeparture::first, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(GateDeparture::median, Comparator.nullsLast(Comparator.naturalOrder())));
        return departures;
    }

    private static Head head(List<GateRow> rows, long trainLength) {
        List<GateRow> within = rows.stream().filter(row -> row.toPosition() <= trainLength).toList();
        List<GateRow> beyond = rows.stream().filter(row -> row.fromPosition() >= trainLength)
                .sorted(Comparator.comparingLong(GateRow::fromPosition)).toList();
        if (within.isEmpty() || beyond.isEmpty()) {
            return null;
        }
        double low = within.stream().mapToDouble(GateRow::mean).min().orElseThrow();
        double high = within.stream().mapToDouble(GateRow::mean).max().orElseThrow();
        double width = Math.max(high - low, NARROWEST * Math.max(Math.abs(low), Math.abs(high)));
        Long position = null;
        double farthest = 0;
        for (GateRow row : beyond) {
            double outside = Math.max(low - row.mean(), row.mean() - high) / width;
            if (position == null && !(outside <= MARGIN)) {
                position = row.fromPosition();
            }
            farthest = Math.max(farthest, outside);
        }
        return new Head(position, farthest);
    }

    private static GateDeparture departure(String quantity, List<Head> heads) {
        List<Long> positions = heads.stream().map(Head::position).filter(Objects::nonNull).sorted().toList();
        List<Double> excess = heads.stream().map(Head::excess).sorted().toList();
        return new GateDeparture(quantity, heads.size(), positions.size(),
                positions.isEmpty() ? null : positions.get(0),
                positions.isEmpty() ? null : positions.get((positions.size() - 1) / 2),
                excess.get((excess.size() - 1) / 2));
    }
}
