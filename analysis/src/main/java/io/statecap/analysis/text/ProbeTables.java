package io.statecap.analysis.text;

import io.statecap.analysis.probe.GateDeparture;
import io.statecap.analysis.probe.HeadExplosion;
import io.statecap.analysis.probe.PasskeyAccuracy;
import io.statecap.analysis.probe.PromptSimilarity;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.view.Document;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** What probes found, for the terminal. */
public final class ProbeTables {

    private static final String RECALL = "recall";
    private static final int HEADS_SHOWN = 10;
    private static final int DIGITS = 4;

    private final Document text = new Document();
    private final int trainLength;

    private ProbeTables(int trainLength) {
        this.trainLength = trainLength;
    }

    /** A row of accuracies by context length. */
    private record Accuracies(String name, LongFunction<OptionalDouble> at) {}

    /**
     * Of one model; any list may be empty.
     *
     * @param trainLength training length, tokens; 0 if not known
     */
    public static Document of(List<CurveRow> curves, List<PasskeyRow> passkey, List<StateRow> states,
                              List<GateRow> gates, int trainLength) {
        ProbeTables tables = new ProbeTables(trainLength);
        grouped(curves, CurveRow::probe).forEach(tables::curves);
        Map<String, PasskeyAccuracy> accuracies = new LinkedHashMap<>();
        grouped(passkey, PasskeyRow::mitigation).forEach((mitigation, rows) ->
                accuracies.put(mitigation, new PasskeyAccuracy(rows)));
        accuracies.forEach(tables::passkey);
        if (accuracies.size() > 1) {
            tables.mitigations(accuracies);
        }
        grouped(states, StateRow::mitigation).forEach(tables::states);
        grouped(gates, row -> row.prompt() + ", " + row.mitigation()).forEach(tables::gates);
        return tables.text;
    }

    private static <R> Map<String, List<R>> grouped(List<R> rows, Function<R, String> by) {
        return rows.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }

    private void curves(String probe, List<CurveRow> rows) {
        boolean recall = probe.equals(RECALL);
        grouped(rows, CurveRow::slice).forEach((slice, some) -> {
            if (!recall || slice.equals("all")) {
                text.heading("Loss (nats) by position and mitigation, " + probe + ", slice " + slice);
                byPosition(some, CurveRow::mitigation, CurveRow::loss, 4);
            }
        });
        if (recall) {
            grouped(rows, CurveRow::mitigation).forEach((mitigation, some) -> {
                text.heading("Accuracy by position and age (pairs), mitigation " + mitigation);
                byPosition(some, CurveRow::slice, CurveRow::accuracy, 3);
            });
        }
    }

    private void byPosition(List<CurveRow> rows, Function<CurveRow, String> column, Function<CurveRow, Double> value,
                            int decimals) {
        List<Column<List<CurveRow>>> columns = new ArrayList<>(List.of(
                Column.of("from", "", Kind.COUNT, cells -> cells.get(0).fromPosition()),
                Column.of("to", "", Kind.COUNT, cells -> cells.stream().mapToLong(CurveRow::toPosition).min()
                        .orElseThrow())));
        rows.stream().map(column).distinct().forEach(name -> columns.add(Column.of(name, "", Kind.TEXT,
                cells -> cells.stream().filter(cell -> column.apply(cell).equals(name)).map(value)
                        .filter(Objects::nonNull).findFirst().map(found -> Numbers.fixed(found, decimals))
                        .orElse(null))));
        text.table(columns, List.copyOf(rows.stream().collect(Collectors.groupingBy(CurveRow::fromPosition,
                TreeMap::new, Collectors.toList())).values()), DIGITS).gap();
    }

    /** By depth (rows, 0 on top) and over all depths; then where the fact ended at most k tokens before the question. */
    private void passkey(String mitigation, PasskeyAccuracy accuracy) {
        List<Long> lengths = accuracy.contextLengths();
        List<Accuracies> rows = new ArrayList<>();
        accuracy.depths().forEach(depth -> rows.add(new Accuracies(Numbers.fixed(depth, 2),
                length -> accuracy.at(length, depth))));
        rows.add(new Accuracies("all", accuracy::at));
        text.heading("Retrieval by depth and context length (tokens), mitigation " + mitigation);
        byContext("depth", lengths, rows);
        List<Accuracies> last = new ArrayList<>();
        for (long k = 8; k <= lengths.get(lengths.size() - 1); k *= 4) {
            long within = k;
            if (lengths.stream().anyMatch(length -> accuracy.lastTokens(length, within).isPresent())) {
                last.add(new Accuracies(Long.toString(k), length -> accuracy.lastTokens(length, within)));
            }
        }
        text.heading("Retrieval of what was said in the last k tokens, by context length, mitigation " + mitigation);
        byContext("last", lengths, last);
        OptionalLong longest = accuracy.longestContext(PasskeyAccuracy.RELIABLE);
        text.heading("Longest context with accuracy >= " + Numbers.fixed(PasskeyAccuracy.RELIABLE, 2)
                + " over all depths: " + (longest.isPresent() ? longest.getAsLong() + " tokens" : "none")).gap();
    }

    private void mitigations(Map<String, PasskeyAccuracy> accuracies) {
        text.heading("Retrieval over all depths by mitigation and context length (tokens)");
        byContext("mitigation", accuracies.values().iterator().next().contextLengths(),
                accuracies.entrySet().stream().map(one -> new Accuracies(one.getKey(), one.getValue()::at)).toList());
    }

    private void byContext(String name, List<Long> lengths, List<Accuracies> rows) {
        List<Column<Accuracies>> columns = new ArrayList<>(List.of(Column.of(name, "", Kind.TEXT, Accuracies::name)));
        lengths.forEach(length -> columns.add(Column.of(Long.toString(length), "", Kind.TEXT, row -> {
            OptionalDouble value = row.at().apply(length);
            return value.isEmpty() ? null : Numbers.fixed(value.getAsDouble(), 2);
        })));
        text.table(columns, rows, DIGITS).gap();
    }

    /** Heads with the largest growth first. */
    private void states(String mitigation, List<StateRow> rows) {
        if (trainLength > 0) {
            grouped(rows, StateRow::prompt).forEach((prompt, some) -> {
                List<HeadExplosion> heads = HeadExplosion.of(some, trainLength);
                text.heading("Heads by growth of their state beyond T = " + trainLength + ", " + prompt
                                + ", mitigation " + mitigation).table(List.of(
                        Column.of("layer", "", Kind.COUNT, HeadExplosion::layer),
                        Column.of("head", "", Kind.COUNT, HeadExplosion::head),
                        Column.of("rms at T", "", Kind.NUMBER, HeadExplosion::reference),
                        Column.of("worst rms", "", Kind.NUMBER, HeadExplosion::worst),
                        Column.of("factor", "", Kind.NUMBER, HeadExplosion::factor),
                        Column.of("exploded at", "", Kind.COUNT, HeadExplosion::position)),
                        heads.subList(0, Math.min(HEADS_SHOWN, heads.size())), DIGITS).gap();
            });
        } else {
            text.heading("Growth of states is measured against the training length: --train-length gives it.");
        }
        PromptSimilarity.of(rows).ifPresent(similarity -> text.heading("Correlation of log rms between prompts, mean"
                + " over heads and pairs, mitigation " + mitigation + ": " + Numbers.fixed(similarity, 3)).gap());
    }

    /** In the order of departure. */
    private void gates(String which, List<GateRow> rows) {
        if (trainLength == 0) {
            text.heading("The range of gates is that within the training length: --train-length gives it.");
            return;
        }
        text.heading("Order in which gates leave their range within T = " + trainLength + ", prompt and mitigation "
                        + which).table(List.of(
                Column.of("quantity", "", Kind.TEXT, GateDeparture::quantity),
                Column.of("heads", "", Kind.COUNT, GateDeparture::heads),
                Column.of("left", "", Kind.COUNT, GateDeparture::left),
                Column.of("first at", "", Kind.COUNT, GateDeparture::first),
                Column.of("half at", "", Kind.COUNT, GateDeparture::median),
                Column.of("widths outside", "", Kind.NUMBER, GateDeparture::excess)),
                GateDeparture.of(rows, trainLength), DIGITS).gap();
    }
}
