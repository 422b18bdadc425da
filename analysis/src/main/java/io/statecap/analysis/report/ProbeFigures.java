package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.ColourScale;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Grid;
import io.statecap.analysis.report.chart.Grid.State;
import io.statecap.analysis.report.chart.Grid.Strip;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Mark.Style;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What probes of finished models measure: passkeys, mitigations, states and gates. */
final class ProbeFigures {

    private static final String PASSKEY = "Passkey retrieval";
    private static final List<String> GATES = List.of("dt", "decay", "B", "x");
    private static final int MANY_LAYERS = 4;
    private static final int POINTS_A_LINE = 80;
    private static final int MOST_POINTS = 50_000;

    private ProbeFigures() {}

    /** Passkey accuracy over context length and depth (the paper's figure 2), one panel a model. */
    static Figure passkey(Study study) {
        List<PasskeyRow> rows = passkeys(study);
        if (rows.isEmpty()) {
            return Figure.missing("passkey", PASSKEY, "");
        }
        int models = 0;
        List<Plot> plots = new ArrayList<>();
        for (String mitigation : rows.stream().map(PasskeyRow::mitigation).distinct()
                .sorted(Study.first(Study.NONE)).toList()) {
            List<Grid.Panel> panels = new ArrayList<>();
            study.byModel(rows.stream().filter(row -> row.mitigation().equals(mitigation)),
                    PasskeyRow::trialId).forEach((model, own) -> panels.add(panel(study.nameOf(model), own)));
            models = Math.max(models, panels.size());
            plots.add(new Grid("mitigation: " + mitigation, "context length", "depth of the key",
                    new ColourScale("accuracy", 0, 1, false, null, false), true,
                    panels.subList(0, Math.min(Study.MOST_PANELS, panels.size()))));
        }
        return new Figure("passkey", PASSKEY, "Share of passkeys answered correctly, pooled over seeds; lengths in"
                + " tokens (K = 1024), depth 0 is the start of the context, 1 its end. Light is correct.",
                "Heat maps of passkey accuracy over context length and depth for each state size and training length.",
                "Mitigation", plots, Study.onlyFirst(Study.MOST_PANELS, models, "models"));
    }

    private static List<PasskeyRow> passkeys(Study study) {
        return study.data.passkey().stream().filter(row -> row.step() == null && row.samples() > 0
                && study.trial(row.trialId()) != null).toList();
    }

    private static Grid.Panel panel(String title, List<PasskeyRow> rows) {
        List<Long> contexts = rows.stream().map(PasskeyRow::contextLength).distinct().sorted().toList();
        List<Double> depths = rows.stream().map(PasskeyRow::depth).distinct().sorted().toList();
        List<List<Strip>> cells = new ArrayList<>();
        for (double depth : depths) {
            for (long context : contexts) {
                List<PasskeyRow> here = rows.stream().filter(row -> row.contextLength() == context
                        && row.depth() == depth).toList();
                String name = title + ", context " + Numbers.tokens(context) + ", depth " + Numbers.plain(depth) + ": ";
                int samples = here.stream().mapToInt(PasskeyRow::samples).sum();
                int correct = here.stream().mapToInt(PasskeyRow::correct).sum();
                double accuracy = correct / (double) samples;
                cells.add(List.of(samples == 0 ? new Strip(State.UNRUN, null, "", name + "not run")
                        : new Strip(State.MEASURED, accuracy, "", name + correct + " of " + samples + " correct ("
                                + Math.round(100 * accuracy) + " %)")));
            }
        }
        return new Grid.Panel(title, contexts.stream().map(Numbers::tokens).toList(),
                depths.stream().map(Numbers::plain).toList(), cells);
    }

    /** Loss against position; a choice of slices, the one on which trials are tested for collapse first. */
    static Figure mitigatedLoss(Study study) {
        List<CurveRow> rows = study.data.curves().stream().filter(row -> row.step() == null && row.loss() != null
                && "heldout".equals(row.probe()) && study.trial(row.trialId()) != null).toList();
        Map<String, Function<List<CurveRow>, Series>> lines = new LinkedHashMap<>();
        rows.stream().map(CurveRow::slice).distinct().sorted(Study.first(study.slice())).forEach(slice -> lines.put(
                "slice " + slice, some -> Series.of(some.stream().filter(row -> row.slice().equals(slice)).toList(),
                        CurveRow::middle, CurveRow::loss)));
        return mitigated(study, rows, CurveRow::trialId, CurveRow::mitigation, lines, Axis.tokens("position"),
                Axis.loss(false), "mitigations", "Loss under mitigations", "loss over token position");
    }

    /** Accuracy against context length, pooled over depths. */
    static Figure mitigatedPasskey(Study study) {
        return mitigated(study, passkeys(study), PasskeyRow::trialId, PasskeyRow::mitigation, Map.of("all depths",
                        some -> Series.ratio(some, PasskeyRow::contextLength, PasskeyRow::correct,
                                PasskeyRow::samples)), Axis.tokens("context length"),
                Axis.number("share answered correctly", true), "mitigations-passkey",
                "Passkey retrieval under mitigations", "passkey accuracy over context length");
    }

    /**
     * Each mitigation beside the model as it is (the paper's figure 4): one panel a model that was probed under one,
     * one line a mitigation.
     *
     * @param <R> rows of a probe
     * @param lines how rows become a line, by the name of the plot
     */
    private static <R> Figure mitigated(Study study, List<R> rows, Function<R, String> trialId,
                                        Function<R, String> mitigation, Map<String, Function<List<R>, Series>> lines,
                                        Axis x, Axis y, String id, String title, String what) {
        List<String> names = rows.stream().map(mitigation).distinct().sorted(Study.first(Study.NONE)).toList();
        List<String> others = names.stream().filter(name -> !name.equals(Study.NONE)).toList();
        Map<Study.Model, List<R>> byModel = study.byModel(rows.stream(), trialId);
        byModel.values().removeIf(own -> own.stream().map(mitigation).allMatch(Study.NONE::equals));
        if (byModel.isEmpty()) {
            return Figure.missing(id, title, "");
        }
        List<Plot> plots = new ArrayList<>();
        lines.forEach((plotName, line) -> {
            LinePlot plot = new LinePlot(plotName, x, y);
            byModel.forEach((model, own) -> {
                String panel = study.nameOf(model);
                plot.add(panel, Mark.at(Style.RULE, "training length", Study.nameOf(model.trainLength()), Ink.MUTED,
                        model.trainLength()));
                names.forEach(name -> plot.line(panel, name, name, name.equals(Study.NONE) ? Ink.MUTED
                        : Ink.unordered(others.indexOf(name)), Style.MAIN, line.apply(own.stream()
                                .filter(row -> mitigation.apply(row).equals(name)).toList())));
            });
            plots.add(plot.most(Study.MOST_PANELS));
        });
        return new Figure(id, title, "One panel a model, one line a mitigation, the mean over seeds; " + Study.NONE
                + " is the model as it is. The vertical line is the training length.",
                "Lines of " + what + " for " + names.size() + " ways to run each model.", "Curves", plots,
                Study.onlyFirst(Study.MOST_PANELS, byModel.size(), "models"));
    }

    /** One value of one head. */
    private record Value(Probe probe, String quantity, int layer, int head, double position, double value) {}

    private record Probe(String trialId, String prompt, String mitigation) {

        String name(Study study) {
            return study.nameOf(study.trial(trialId)) + ", " + prompt
                    + (mitigation.equals(Study.NONE) ? "" : ", " + mitigation);
        }
    }

    /** Size of each head's state. */
    static Figure states(Study study) {
        List<StateRow> rows = study.data.states().stream().filter(row -> row.step() == null).toList();
        boolean many = rows.stream().mapToInt(StateRow::layer).max().orElse(0) >= MANY_LAYERS;
        List<String> quantities = many ? List.of("rms") : List.of("rms", "largest entry", "mean", "variance");
        return heads(study, "states", "State statistics by position",
                "Over the entries of one head's state (headDim × dState) after each position;"
                        + " one line a head. The trials with the largest excess loss come first.",
                "Lines of state statistics over token position, one a head, for each layer.", quantities,
                rows.stream().flatMap(row -> {
                    double[] measured = {row.rms(), row.maxAbs(), row.mean(), row.variance()};
                    return IntStream.range(0, quantities.size()).mapToObj(i -> new Value(new Probe(row.trialId(),
                            row.prompt(), row.mitigation()), quantities.get(i), row.layer(), row.head(),
                            row.position(), measured[i]));
                }));
    }

    /** Means of the gates Δ, exp(Δ·A), B and x. */
    static Figure gates(Study study) {
        return heads(study, "gates", "Gate statistics by position",
                "Means over buckets of tokens: dt is Δ after softplus, decay exp(Δ·A), B and x are"
                        + " taken after convolution and SiLU; for B a line is a group, otherwise a head.",
                "Lines of mean gate values over token position, one a head, for each quantity and layer.", GATES,
                study.data.gates().stream().filter(row -> row.step() == null).map(row -> new Value(new Probe(
                        row.trialId(), row.prompt(), row.mitigation()), row.quantity(), row.layer(), row.head(),
                        (row.fromPosition() + row.toPosition()) / 2.0, row.mean())));
    }

    /**
     * One plot a model and prompt, one panel a quantity and layer, one line a head. Trials with the largest excess loss
     * come first; what makes the page large is left out, and said.
     */
    private static Figure heads(Study study, String id, String title, String caption, String description,
                                List<String> quantities, Stream<Value> values) {
        Map<Probe, List<Value>> byProbe = new TreeMap<>(Comparator.comparingDouble((Probe probe) -> {
            Double excess = study.excess(study.trial(probe.trialId()));
            return excess == null ? 0 : -excess;
        }).thenComparing(Probe::trialId).thenComparing(Probe::prompt).thenComparing(Probe::mitigation));
        values.filter(value -> study.trial(value.probe().trialId()) != null)
                .forEach(value -> byProbe.computeIfAbsent(value.probe(), probe -> new ArrayList<>()).add(value));
        List<Plot> plots = new ArrayList<>();
        int points = 0;
        for (Map.Entry<Probe, List<Value>> probe : byProbe.entrySet()) {
            if (points <= MOST_POINTS) {
                LinePlot plot = heads(probe.getKey().name(study), quantities, probe.getValue());
                plots.add(plot);
                points += plot.panels().values().stream().flatMap(List::stream).mapToInt(mark -> mark.x().length).sum();
            }
        }
        return plots.isEmpty() ? Figure.missing(id, title, "") : new Figure(id, title, caption, description, "Model",
                plots, Study.onlyFirst(plots.size(), byProbe.size(), "probed models and prompts"));
    }

    private static LinePlot heads(String name, List<String> quantities, List<Value> values) {
        Axis position = Axis.tokens("position");
        LinePlot plot = new LinePlot(name, position, Axis.number("value", false));
        int heads = 1 + values.stream().mapToInt(Value::head).max().orElse(0);
        values.stream().sorted(Comparator.comparingInt((Value value) -> quantities.indexOf(value.quantity()))
                .thenComparingInt(Value::layer).thenComparingInt(Value::head)).collect(Collectors.groupingBy(
                        value -> List.of(value.quantity() + ", layer " + value.layer(), "head " + value.head()),
                        LinkedHashMap::new, Collectors.toList()))
                .forEach((line, own) -> plot.line(line.get(0), line.get(1), line.get(1),
                        Ink.ordered(own.get(0).head(), heads), Style.MAIN,
                        Series.of(own, Value::position, Value::value).thinned(POINTS_A_LINE, position)));
        return plot;
    }
}
