package io.statecap.jobs.cli.output;

import io.statecap.analysis.probe.GateDeparture;
import io.statecap.analysis.probe.HeadExplosion;
import io.statecap.analysis.probe.PasskeyAccuracy;
import io.statecap.analysis.probe.PromptSimilarity;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.text.ProbeTables;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.results.ProbeRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a probe found, in words and tables. */
public final class ProbePrinter {

    private static final int HEADS_SHOWN = 10;

    private final StringBuilder text = new StringBuilder();
    private final int trainLength;

    private ProbePrinter(int trainLength) {
        this.trainLength = trainLength;
    }

    /** @param trainLength 0 if not known */
    public static String text(ProbeRows rows, int trainLength) {
        ProbePrinter printer = new ProbePrinter(trainLength);
        grouped(rows.curves(), CurveRow::probe).forEach(printer::curves);
        Map<String, List<PasskeyRow>> passkeys = grouped(rows.passkey(), PasskeyRow::mitigation);
        passkeys.forEach(printer::passkey);
        if (passkeys.size() > 1) {
            Map<String, PasskeyAccuracy> accuracies = new LinkedHashMap<>();
            passkeys.forEach((mitigation, some) -> accuracies.put(mitigation, new PasskeyAccuracy(some)));
            printer.add("Retrieval over all depths by mitigation and context length (tokens)",
                    ProbeTables.mitigations(accuracies));
        }
        grouped(rows.states(), StateRow::mitigation).forEach(printer::states);
        grouped(rows.gates(), row -> row.prompt() + ", " + row.mitigation()).forEach(printer::gates);
        return printer.text.toString();
    }

    private void add(String... paragraphs) {
        for (String paragraph : paragraphs) {
            text.append(paragraph).append('\n');
        }
    }

    private void curves(String probe, List<CurveRow> rows) {
        boolean recall = probe.equals(ProbeKind.RECALL.text());
        grouped(rows, CurveRow::slice).forEach((slice, some) -> {
            if (!recall || slice.equals("all")) {
                add("Loss (nats) by position and mitigation, " + probe + ", slice " + slice,
                        ProbeTables.losses(some));
            }
        });
        if (recall) {
            grouped(rows, CurveRow::mitigation).forEach((mitigation, some) ->
                    add("Accuracy by position and age (pairs), mitigation " + mitigation,
                            ProbeTables.accuracies(some)));
        }
    }

    private void passkey(String mitigation, List<PasskeyRow> rows) {
        PasskeyAccuracy accuracy = new PasskeyAccuracy(rows);
        add("Retrieval by depth and context length (tokens), mitigation " + mitigation,
                ProbeTables.heatMap(accuracy));
        add("Retrieval of what was said in the last k tokens, by context length, mitigation " + mitigation,
                ProbeTables.lastTokens(accuracy));
        OptionalLong longest = accuracy.longestContext(PasskeyAccuracy.RELIABLE);
        add(String.format(Locale.ROOT, "Longest context with accuracy >= %.2f over all depths: %s\n",
                PasskeyAccuracy.RELIABLE, longest.isPresent() ? longest.getAsLong() + " tokens" : "none"));
    }

    private void states(String mitigation, List<StateRow> rows) {
        if (trainLength > 0) {
            grouped(rows, StateRow::prompt).forEach((prompt, some) ->
                    add("Heads by growth of their state beyond T = " + trainLength + ", " + prompt + ", mitigation "
                            + mitigation, ProbeTables.explosions(
                                    HeadExplosion.of(some, trainLength, HeadExplosion.LIMIT), HEADS_SHOWN)));
        } else {
            add("Growth of states is measured against the training length: --train-length gives it.");
        }
        PromptSimilarity.of(rows).ifPresent(similarity -> add(String.format(Locale.ROOT,
                "Correlation of log rms between prompts, mean over heads and pairs, mitigation %s: %.3f\n",
                mitigation, similarity)));
    }

    private void gates(String which, List<GateRow> rows) {
        if (trainLength > 0) {
            add("Order in which gates leave their range within T = " + trainLength + ", prompt and mitigation "
                    + which, ProbeTables.departures(GateDeparture.of(rows, trainLength, GateDeparture.MARGIN)));
        } else {
            add("The range of gates is that within the training length: --train-length gives it.");
        }
    }

    private static <R> Map<String, List<R>> grouped(List<R> rows, Function<R, String> by) {
        return rows.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }
}
