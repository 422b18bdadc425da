package io.statecap.analysis.text;

import io.statecap.analysis.probe.GateDeparture;
import io.statecap.analysis.probe.HeadExplosion;
import io.statecap.analysis.probe.PasskeyAccuracy;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import io.statecap.analysis.view.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** What probes found, as plain text tables. */
public final class ProbeTables {

    private static final int DIGITS = 4;

    private ProbeTables() {}

    /** A row of accuracies by context length. */
    private record Accuracies(String name, LongFunction<OptionalDouble> at) {}

    /** Heads with the largest growth first. */
    public static String explosions(List<HeadExplosion> explosions, int most) {
        return TextTable.of(List.of(
                Column.of("layer", "", Kind.COUNT, HeadExplosion::layer),
                Column.of("head", "", Kind.COUNT, HeadExplosion::head),
                Column.of("rms at T", "", Kind.NUMBER, HeadExplosion::reference),
                Column.of("worst rms", "", Kind.NUMBER, HeadExplosion::worst),
                Column.of("factor", "", Kind.NUMBER, HeadExplosion::factor),
                Column.of("exploded at", "", Kind.COUNT, HeadExplosion::position)),
                explosions.subList(0, Math.min(most, explosions.size())), DIGITS);
    }

    /** In the order of departure. */
    public static String departures(List<GateDeparture> departures) {
        return TextTable.of(List.of(
                Column.of("quantity", "", Kind.TEXT, GateDeparture::quantity),
                Column.of("heads", "", Kind.COUNT, GateDeparture::heads),
                Column.of("left", "", Kind.COUNT, GateDeparture::left),
                Column.of("first at", "", Kind.COUNT, GateDeparture::first),
                Column.of("half at", "", Kind.COUNT, GateDeparture::median),
                Column.of("widths outside", "", Kind.NUMBER, GateDeparture::excess)), departures, DIGITS);
    }

    /** Accuracy by depth (rows, 0 on top) and context length (columns), and over all depths. */
    public static String heatMap(PasskeyAccuracy accuracy) {
        List<Accuracies> rows = new ArrayList<>();
        accuracy.depths().forEach(depth -> rows.add(new Accuracies(Numbers.fixed(depth, 2),
                length -> accuracy.at(length, depth))));
        rows.add(new Accuracies("all", accuracy::at));
        return byContext("depth", accuracy.contextLengths(), rows);
    }

    /** Accuracy over all depths by mitigation (rows) and context length (columns). */
    public static String mitigations(Map<String, PasskeyAccuracy> accuracies) {
        return byContext("mitigation", accuracies.values().iterator().next().contextLengths(),
                accuracies.entrySet().stream().map(one -> new Accuracies(one.getKey(), one.getValue()::at)).toList());
    }

    /** Accuracy where the fact ended at most k tokens before the question (rows), by context length. */
    public static String lastTokens(PasskeyAccuracy accuracy) {
        List<Long> lengths = accuracy.contextLengths();
        List<Accuracies> rows = new ArrayList<>();
        long longest = lengths.isEmpty() ? 0 : lengths.get(lengths.size() - 1);
        for (long k = 8; k <= longest; k *= 4) {
            long last = k;
            if (lengths.stream().anyMatch(length -> accuracy.lastTokens(length, last).isPresent())) {
                rows.add(new Accuracies(Long.toString(k), length -> accuracy.lastTokens(length, last)));
            }
        }
        return byContext("last", lengths, rows);
    }

    private static String byContext(String name, List<Long> lengths, List<Accuracies> rows) {
        List<Column<Accuracies>> columns = new ArrayList<>(List.of(Column.of(name, "", Kind.TEXT, Accuracies::name)));
        lengths.forEach(length -> columns.add(Column.of(Long.toString(length), "", Kind.TEXT, row -> {
            OptionalDouble value = row.at().apply(length);
            return value.isEmpty() ? null : Numbers.fixed(value.getAsDouble(), 2);
        })));
        return TextTable.of(columns, rows, DIGITS);
    }

    /** Loss by position (rows) for each mitigation (columns), of one slice. */
    public static String losses(List<CurveRow> rows) {
        return byPosition(rows, CurveRow::mitigation, CurveRow::loss, 4);
    }

    /** Share of right predictions by position (rows) and slice (columns), of one mitigation. */
    public static String accuracies(List<CurveRow> rows) {
        return byPosition(rows, CurveRow::slice, CurveRow::accuracy, 3);
    }

    private static String byPosition(List<CurveRow> rows, Function<CurveRow, String> column,
                                     Function<CurveRow, Double> value, int decimals) {
        List<Column<List<CurveRow>>> columns = new ArrayList<>(List.of(
                Column.of("from", "", Kind.COUNT, cells -> cells.get(0).fromPosition()),
                Column.of("to", "", Kind.COUNT, cells -> cells.stream().mapToLong(CurveRow::toPosition).min()
                        .orElseThrow())));
        rows.stream().map(column).distinct().forEach(name -> columns.add(Column.of(name, "", Kind.TEXT,
                cells -> cells.stream().filter(cell -> column.apply(cell).equals(name)).map(value)
                        .filter(Objects::nonNull).findFirst().map(found -> Numbers.fixed(found, decimals))
                        .orElse(null))));
        return TextTable.of(columns, List.copyOf(rows.stream().collect(Collectors.groupingBy(CurveRow::fromPosition,
                TreeMap::new, Collectors.toList())).values()), DIGITS);
    }
}
