package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plots of per-head statistics against position: one plot a model and prompt, one panel a quantity and layer, one line
 * a head.
 */
final class HeadStatistics {

    private static final int POINTS_A_LINE = 80;
    private static final int POINT_BUDGET = 50_000;
    private static final int MAX_PLOTS = 12;
    private static final int MAX_LEGEND = 12;

    private final Study study;
    private final List<String> quantities;

    /** One value of one head. */
    record Value(String trialId, String prompt, String mitigation, String quantity, int layer, int head,
                 double position, double value) {}

    /** The plots, and how many there would be without the limit that keeps the page small. */
    record Result(List<Plot> plots, int available) {

        /** The sentence that says what is left out; empty if nothing is. */
        String note() {
            return plots.size() == available ? ""
                    : "Shown are " + plots.size() + " of " + available + " probed models and prompts.";
        }
    }

    private record Probe(String trialId, String prompt, String mitigation) {}

    /** @param quantities the quantities in the order of their panels */
    HeadStatistics(Study study, List<String> quantities) {
        this.study = study;
        this.quantities = quantities;
    }

    /** Plots, trials with the largest excess loss first. */
    Result plots(List<Value> values) {
        Map<Probe, List<Value>> byProbe = new HashMap<>();
        for (Value value : values) {
            if (study.trial(value.trialId()) != null) {
                byProbe.computeIfAbsent(new Probe(value.trialId(), value.prompt(), value.mitigation()),
                        probe -> new ArrayList<>()).add(value);
            }
        }
        List<Probe> probes = byProbe.keySet().stream().sorted(Comparator
                .comparingDouble((Probe probe) -> -excess(study.trial(probe.trialId())))
                .thenComparing(Probe::trialId)
                .thenComparing(probe -> String.valueOf(probe.prompt()))
                .thenComparing(probe -> String.valueOf(probe.mitigation()))).toList();
        List<Plot> plots = new ArrayList<>();
        int points = 0;
        for (Probe probe : probes) {
            if (plots.size() == MAX_PLOTS || points > POINT_BUDGET) {
                break;
            }
            Plot.Lines plot = plot(name(probe), byProbe.get(probe));
            plots.add(plot);
            points += plot.panels().stream().flatMap(panel -> panel.marks().stream())
                    .mapToInt(mark -> mark instanceof Mark.Line line ? line.x().length : 0).sum();
        }
        return new Result(plots, probes.size());
    }

    private String name(Probe probe) {
        TrialRow trial = study.trial(probe.trialId());
        return study.nameOf(Study.Size.of(trial)) + ", " + Study.nameOf(trial.trainLength()) + ", seed " + trial.seed()
                + (probe.prompt() == null ? "" : ", " + probe.prompt())
                + (probe.mitigation() == null || probe.mitigation().equals("none") ? "" : ", " + probe.mitigation());
    }

    private Plot.Lines plot(String name, List<Value> values) {
        Map<String, Map<Integer, Map<Integer, Map<Double, Double>>>> nested = new HashMap<>();
        for (Value value : values) {
            nested.computeIfAbsent(value.quantity(), q -> new TreeMap<>())
                    .computeIfAbsent(value.layer(), l -> new TreeMap<>())
                    .computeIfAbsent(value.head(), h -> new TreeMap<>()).put(value.position(), value.value());
        }
        int heads = 1 + values.stream().mapToInt(Value::head).max().orElse(0);
        List<Panel> panels = new ArrayList<>();
        for (String quantity : quantities) {
            nested.getOrDefault(quantity, Map.of()).forEach((layer, byHead) -> {
                List<Mark> marks = new ArrayList<>();
                byHead.forEach((head, points) -> {
                    Series series = Series.of(points).thinnedByOctave(POINTS_A_LINE);
                    if (!series.isEmpty()) {
                        marks.add(new Mark.Line("head" + head, "head " + head, Palette.ordered(head, heads),
                                Mark.Weight.MAIN, series.x(), series.y()));
                    }
                });
                panels.add(new Panel(quantity + ", layer " + layer, marks));
            });
        }
        List<LegendEntry> legend = new ArrayList<>();
        for (int head = 0; head < heads && heads <= MAX_LEGEND; head++) {
            legend.add(LegendEntry.line("head" + head, "head " + head, Palette.ordered(head, heads), Mark.Weight.MAIN));
        }
        return new Plot.Lines(name, new Axis("position, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                new Axis("value", Axis.Scale.LINEAR, Axis.Format.NUMBER, false), panels, legend);
    }

    private double excess(TrialRow trial) {
        Double excess = study.data().excess(trial);
        return excess == null ? 0 : excess;
    }
}
