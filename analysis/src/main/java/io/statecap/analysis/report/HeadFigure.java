package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Statistics of states and gates by position: one plot a model and prompt, one panel a quantity and layer, one line a
 * head.
 */
public final class HeadFigure {

    private static final List<String> GATES = List.of("dt", "decay", "B", "x");
    private static final int MANY_LAYERS = 4;
    private static final int POINTS_A_LINE = 80;
    private static final int POINT_BUDGET = 50_000;
    private static final int MAX_PLOTS = 12;

    private HeadFigure() {}

    /** One value of one head. */
    private record Value(Probe probe, String quantity, int layer, int head, double position, double value) {}

    private record Probe(String trialId, String prompt, String mitigation) {}

    /** Size of each head's state. */
    public static Figure ofStates(Study study) {
        List<StateRow> rows = study.data().states().stream().filter(row -> row.step() == null).toList();
        boolean many = rows.stream().mapToInt(StateRow::layer).max().orElse(0) >= MANY_LAYERS;
        List<String> quantities = many ? List.of("rms") : List.of("rms", "largest entry", "mean", "variance");
        Stream<Value> values = rows.stream().flatMap(row -> {
            double[] measured = {row.rms(), row.maxAbs(), row.mean(), row.variance()};
            Probe probe = new Probe(row.trialId(), row.prompt(), row.mitigation());
            return IntStream.range(0, quantities.size()).mapToObj(i -> new Value(probe, quantities.get(i), row.layer(),
                    row.head(), row.position(), measured[i]));
        });
        return figure(study, "states", "State statistics by position",
                "Over the entries of one head's state (headDim × dState) after each position;"
                        + " one line a head. The trials with the largest excess loss come first.",
                "Lines of state statistics over token position, one a head, for each layer.", quantities, values);
    }

    /** Means of the gates Δ, exp(Δ·A), B and x. */
    public static Figure ofGates(Study study) {
        List<GateRow> rows = study.data().gates().stream().filter(row -> row.step() == null).toList();
        List<String> quantities = Stream.concat(GATES.stream(), rows.stream().map(GateRow::quantity).sorted())
                .distinct().toList();
        return figure(study, "gates", "Gate statistics by position",
                "Means over buckets of tokens: dt is Δ after softplus, decay exp(Δ·A), B and x are"
                        + " taken after convolution and SiLU; for B a line is a group, otherwise a head.",
                "Lines of mean gate values over token position, one a head, for each quantity and layer.", quantities,
                rows.stream().map(row -> new Value(new Probe(row.trialId(), row.prompt(), row.mitigation()),
                        row.quantity(), row.layer(), row.head(), (row.fromPosition() + row.toPosition()) / 2.0,
                        row.mean())));
    }

    /** Trials with the largest excess loss come first; what makes the page large is left out, and said. */
    private static Figure figure(Study study, String id, String title, String caption, String description,
                                 List<String> quantities, Stream<Value> values) {
        Map<Probe, List<Value>> byProbe = values.filter(value -> study.trial(value.probe().trialId()) != null)
                .collect(Collectors.groupingBy(Value::probe));
        if (byProbe.isEmpty()) {
            return Figure.notRun(id, title);
        }
        List<Probe> probes = byProbe.keySet().stream().sorted(Comparator
                .comparingDouble((Probe probe) -> -excess(study, probe)).thenComparing(Probe::trialId)
                .thenComparing(probe -> String.valueOf(probe.prompt()))
                .thenComparing(probe -> String.valueOf(probe.mitigation()))).toList();
        List<Plot> plots = new ArrayList<>();
        int points = 0;
        for (Probe probe : probes) {
            if (plots.size() == MAX_PLOTS || points > POINT_BUDGET) {
                break;
            }
            Plot.Lines plot = plot(name(study, probe), quantities, byProbe.get(probe));
            plots.add(plot);
            points += plot.panels().stream().flatMap(panel -> panel.marks().stream())
                    .mapToInt(mark -> mark.across().length).sum();
        }
        return new Figure(id, title, caption, description, "Model", plots, plots.size() == probes.size() ? ""
                : "Shown are " + plots.size() + " of " + probes.size() + " probed models and prompts.");
    }

    private static String name(Study study, Probe probe) {
        TrialRow trial = study.trial(probe.trialId());
        return study.nameOf(Study.Model.of(trial)) + ", seed " + trial.seed()
                + (probe.prompt() == null ? "" : ", " + probe.prompt())
                + (Study.isPlain(probe.mitigation()) ? "" : ", " + probe.mitigation());
    }

    private static Plot.Lines plot(String name, List<String> quantities, List<Value> values) {
        LinePlot plot = new LinePlot(name, Axis.tokens("position"), Axis.number("value", false));
        int heads = 1 + values.stream().mapToInt(Value::head).max().orElse(0);
        for (String quantity : quantities) {
            Map<Integer, Map<Integer, List<Value>>> byLayer = values.stream()
                    .filter(value -> value.quantity().equals(quantity)).collect(Collectors.groupingBy(Value::layer,
                            TreeMap::new, Collectors.groupingBy(Value::head, TreeMap::new, Collectors.toList())));
            byLayer.forEach((layer, byHead) -> byHead.forEach((head, own) -> plot.line(quantity + ", layer " + layer,
                    "head " + head, "head " + head, Palette.ordered(head, heads), Mark.Weight.MAIN,
                    Series.of(own, Value::position, Value::value).thinnedByOctave(POINTS_A_LINE))));
        }
        return plot.plot();
    }

    private static double excess(Study study, Probe probe) {
        Double excess = study.excess(study.trial(probe.trialId()));
        return excess == null ? 0 : excess;
    }
}
