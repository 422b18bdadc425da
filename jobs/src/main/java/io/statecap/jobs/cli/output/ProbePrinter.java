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
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints what a probe found. */
public final class ProbePrinter {

    private static final int HEADS_SHOWN = 10;

    private final PrintStream out;
    private final int trainLength;

    /** @param trainLength 0 if not known */
    public ProbePrinter(PrintStream out, int trainLength) {
        this.out = out;
        this.trainLength = trainLength;
    }

    public void print(ProbeRows rows) {
        grouped(rows.curves(), CurveRow::probe).forEach(this::curves);
        Map<String, List<PasskeyRow>> passkeys = grouped(rows.passkey(), PasskeyRow::mitigation);
        passkeys.forEach(this::passkey);
        if (passkeys.size() > 1) {
            Map<String, PasskeyAccuracy> accuracies = new LinkedHashMap<>();
            passkeys.forEach((mitigation, some) -> accuracies.put(mitigation, new PasskeyAccuracy(some)));
            out.println("Retrieval over all depths by mitigation and context length (tokens)");
            out.println(ProbeTables.mitigations(accuracies));
        }
        grouped(rows.states(), StateRow::mitigation).forEach(this::states);
        grouped(rows.gates(), row -> row.prompt() + ", " + row.mitigation()).forEach(this::gates);
    }

    private void curves(String probe, List<CurveRow> rows) {
        boolean recall = probe.equals(ProbeKind.RECALL.text());
        grouped(rows, CurveRow::slice).forEach((slice, some) -> {
            if (!recall || slice.equals("all")) {
                out.println("Loss (nats) by position and mitigation, " + probe + ", slice " + slice);
                out.println(ProbeTables.losses(some));
            }
        });
        if (recall) {
            grouped(rows, CurveRow::mitigation).forEach((mitigation, some) -> {
                out.println("Accuracy by position and age (pairs), mitigation " + mitigation);
                out.println(ProbeTables.accuracies(some));
            });
        }
    }

    private void passkey(String mitigation, List<PasskeyRow> rows) {
        PasskeyAccuracy accuracy = new PasskeyAccuracy(rows);
        out.println("Retrieval by depth and context length (tokens), mitigation " + mitigation);
        out.println(ProbeTables.heatMap(accuracy));
        out.println("Retrieval of what was said in the last k tokens, by context length, mitigation " + mitigation);
        out.println(ProbeTables.lastTokens(accuracy));
        OptionalLong longest = accuracy.longestContext(PasskeyAccuracy.RELIABLE);
        out.printf(Locale.ROOT, "Longest context with accuracy >= %.2f over all depths: %s%n%n",
                PasskeyAccuracy.RELIABLE, longest.isPresent() ? longest.getAsLong() + " tokens" : "none");
    }

    private void states(String mitigation, List<StateRow> rows) {
        if (trainLength > 0) {
            grouped(rows, StateRow::prompt).forEach((prompt, some) -> {
                out.println("Heads by growth of their state beyond T = " + trainLength + ", " + prompt
                        + ", mitigation " + mitigation);
                out.println(ProbeTables.explosions(
                        HeadExplosion.of(some, trainLength, HeadExplosion.LIMIT), HEADS_SHOWN));
            });
        } else {
            out.println("Growth of states is measured against the training length: --train-length gives it.");
        }
        PromptSimilarity.of(rows).ifPresent(similarity -> out.printf(Locale.ROOT,
                "Correlation of log rms between prompts, mean over heads and pairs, mitigation %s: %.3f%n%n",
                mitigation, similarity));
    }

    private void gates(String which, List<GateRow> rows) {
        if (trainLength > 0) {
            out.println("Order in which gates leave their range within T = " + trainLength + ", prompt and mitigation "
                    + which);
            out.println(ProbeTables.departures(GateDeparture.of(rows, trainLength, GateDeparture.MARGIN)));
        } else {
            out.println("The range of gates is that within the training length: --train-length gives it.");
        }
    }

    private static <R> Map<String, List<R>> grouped(List<R> rows, Function<R, String> by) {
        return rows.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }
}
