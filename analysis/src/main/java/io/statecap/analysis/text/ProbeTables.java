package io.statecap.analysis.text;

import io.statecap.analysis.probe.GateDeparture;
import io.statecap.analysis.probe.HeadExplosion;
import io.statecap.analysis.probe.PasskeyAccuracy;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What probes found, as plain text tables. */
public final class ProbeTables {

    private static final String NONE = "-";

    private ProbeTables() {}

    /** Heads with the largest growth first. */
    public static String explosions(List<HeadExplosion> explosions, int most) {
        TextTable table = new TextTable("layer", "head", "rms at T", "worst rms", "factor", "exploded at");
        for (HeadExplosion head : explosions.subList(0, Math.min(most, explosions.size()))) {
            table.add(Integer.toString(head.layer()), Integer.toString(head.head()), number(head.reference()),
                    number(head.worst()), number(head.factor()), orNone(head.position()));
        }
        return table.toString();
    }

    /** In the order of departure. */
    public static String departures(List<GateDeparture> departures) {
        TextTable table = new TextTable("quantity", "heads", "left", "first at", "half at", "widths outside");
        for (GateDeparture gate : departures) {
            table.add(gate.quantity(), Integer.toString(gate.heads()), Integer.toString(gate.left()),
                    orNone(gate.first()), orNone(gate.median()), number(gate.excess()));
        }
        return table.toString();
    }

    /** Accuracy by depth (rows, 0 on top) and context length (columns), and over all depths. */
    public static String heatMap(PasskeyAccuracy accuracy) {
        List<Long> lengths = accuracy.contextLengths();
        TextTable table = new TextTable(header("depth", lengths));
        for (double depth : accuracy.depths()) {
            table.add(row(Numbers.fixed(depth, 2), lengths, length -> accuracy.at(length, depth)));
        }
        table.add(row("all", lengths, accuracy::at));
        return table.toString();
    }

    /** Accuracy over all depths by mitigation (rows) and context length (columns). */
    public static String mitigations(Map<String, PasskeyAccuracy> accuracies) {
        List<Long> lengths = accuracies.values().iterator().next().contextLengths();
        TextTable table = new TextTable(header("mitigation", lengths));
        accuracies.forEach((mitigation, accuracy) -> table.add(row(mitigation, lengths, accuracy::at)));
        return table.toString();
    }

    /** Accuracy where the fact ended at most k tokens before the question (rows), by context length. */
    public static String lastTokens(PasskeyAccuracy accuracy) {
        List<Long> lengths = accuracy.contextLengths();
        TextTable table = new TextTable(header("last", lengths));
        long longest = lengths.isEmpty() ? 0 : lengths.get(lengths.size() - 1);
        for (long k = 8; k <= longest; k *= 4) {
            long last = k;
            if (lengths.stream().anyMatch(length -> accuracy.lastTokens(length, last).isPresent())) {
                table.add(row(Long.toString(k), lengths, length -> accuracy.lastTokens(length, last)));
            }
        }
        return table.toString();
    }

    /** Loss by position (rows) for each mitigation (columns), of one slice. */
    public static String losses(List<CurveRow> rows) {
        List<String> columns = new ArrayList<>();
        Map<Long, Map<String, CurveRow>> byPosition = new TreeMap<>();
        for (CurveRow row : rows) {
            if (!columns.contains(row.mitigation())) {
                columns.add(row.mitigation());
            }
            byPosition.computeIfAbsent(row.fromPosition(), from -> new TreeMap<>()).put(row.mitigation(), row);
        }
        List<String> header = new ArrayList<>(List.of("from", "to"));
        header.addAll(columns);
        TextTable table = new TextTable(header.toArray(String[]::new));
        byPosition.forEach((from, cells) -> {
            List<String> line = new ArrayList<>(List.of(Long.toString(from),
                    Long.toString(cells.values().iterator().next().toPosition())));
            columns.forEach(column -> {
                CurveRow cell = cells.get(column);
                line.add(cell == null || cell.loss() == null ? NONE : Numbers.fixed(cell.loss(), 4));
            });
            table.add(line.toArray(String[]::new));
        });
        return table.toString();
    }

    /** Share of right predictions by position (rows) and slice (columns), of one mitigation. */
    public static String accuracies(List<CurveRow> rows) {
        List<String> slices = rows.stream().map(CurveRow::slice).distinct().toList();
        List<String> header = new ArrayList<>(List.of("from", "to"));
        header.addAll(slices);
        TextTable table = new TextTable(header.toArray(String[]::new));
        Map<Long, List<CurveRow>> byPosition = rows.stream()
                .collect(Collectors.groupingBy(CurveRow::fromPosition, TreeMap::new, Collectors.toList()));
        byPosition.forEach((from, cells) -> {
            List<String> line = new ArrayList<>(List.of(Long.toString(from),
                    Long.toString(new TreeSet<>(cells.stream().map(CurveRow::toPosition).toList()).first())));
            for (String slice : slices) {
                line.add(cells.stream().filter(cell -> cell.slice().equals(slice) && cell.accuracy() != null)
                        .findFirst().map(cell -> Numbers.fixed(cell.accuracy(), 3)).orElse(NONE));
            }
            table.add(line.toArray(String[]::new));
        });
        return table.toString();
    }

    private interface Cells {
        OptionalDouble at(long contextLength);
    }

    private static String[] header(String first, List<Long> lengths) {
        List<String> header = new ArrayList<>(List.of(first));
        lengths.forEach(length -> header.add(Long.toString(length)));
        return header.toArray(String[]::new);
    }

    private static String[] row(String first, List<Long> lengths, Cells cells) {
        List<String> row = new ArrayList<>(List.of(first));
        for (long length : lengths) {
            OptionalDouble value = cells.at(length);
            row.add(value.isEmpty() ? NONE : Numbers.fixed(value.getAsDouble(), 2));
        }
        return row.toArray(String[]::new);
    }

    private static String orNone(Long value) {
        return value == null ? NONE : value.toString();
    }

    private static String number(double value) {
        return Numbers.digits(value, 4);
    }
}
