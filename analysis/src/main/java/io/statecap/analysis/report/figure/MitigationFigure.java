package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.PasskeyRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Each mitigation beside the model as it is (the paper's figure 4): loss against position and retrieval against context
 * length, one panel a model, one line a mitigation.
 */
public final class MitigationFigure {

    static final String ID = "mitigations";
    private static final String TITLE = "Mitigations compared";
    private static final String NONE = "none";
    private static final String TRAINED = "trained";
    private static final int MAX_PANELS = 24;

    private final Study study;
    private final List<String> mitigations;

    private MitigationFigure(Study study, List<String> mitigations) {
        this.study = study;
        this.mitigations = mitigations;
    }

    public static Figure of(Study study) {
        List<String> mitigations = Stream.concat(study.data().curves().stream().map(CurveRow::mitigation),
                        study.data().passkey().stream().map(PasskeyRow::mitigation))
                .map(MitigationFigure::nameOf).distinct()
                .sorted(Comparator.comparing((String name) -> !name.equals(NONE)).thenComparing(name -> name)).toList();
        if (mitigations.stream().allMatch(NONE::equals)) {
            return Figure.missing(ID, TITLE, "No probe has run under a mitigation.");
        }
        return new MitigationFigure(study, mitigations).figure();
    }

    private Figure figure() {
        List<Plot> plots = new ArrayList<>();
        int models = addLosses(plots);
        models = Math.max(models, addRetrieval(plots));
        return new Figure(ID, TITLE, "One panel a model, one line a mitigation, the mean over seeds; " + NONE
                + " is the model as it is. The vertical line is the training length.",
                "Lines of loss over token position, and of passkey accuracy over context length, for "
                        + mitigations.size() + " ways to run each model.", "Measure", plots,
                models > MAX_PANELS ? "Only the first " + MAX_PANELS + " of " + models + " models are shown here." : "");
    }

    private int addLosses(List<Plot> plots) {
        Map<Study.Model, List<CurveRow>> byModel = study.data().curves().stream()
                .filter(row -> row.step() == null && row.loss() != null && study.trial(row.trialId()) != null)
                .filter(row -> "heldout".equals(row.probe()))
                .filter(row -> study.sweep().criterionSlice().equals(row.slice()))
                .collect(Collectors.groupingBy(row -> Study.Model.of(study.trial(row.trialId()))));
        byModel.values().removeIf(rows -> rows.stream().allMatch(row -> nameOf(row.mitigation()).equals(NONE)));
        if (!byModel.isEmpty()) {
            plots.add(new Plot.Lines("loss, slice " + study.sweep().criterionSlice(),
                    new Axis("position, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                    new Axis("loss, nats per scored token", Axis.Scale.LINEAR, Axis.Format.NUMBER, false),
                    panels(byModel, CurveRow::mitigation, MitigationFigure::loss), legend()));
        }
        return byModel.size();
    }

    private int addRetrieval(List<Plot> plots) {
        Map<Study.Model, List<PasskeyRow>> byModel = study.data().passkey().stream()
                .filter(row -> row.step() == null && row.samples() > 0 && study.trial(row.trialId()) != null)
                .collect(Collectors.groupingBy(row -> Study.Model.of(study.trial(row.trialId()))));
        byModel.values().removeIf(rows -> rows.stream().allMatch(row -> nameOf(row.mitigation()).equals(NONE)));
        if (!byModel.isEmpty()) {
            plots.add(new Plot.Lines("passkey retrieval, all depths",
                    new Axis("context length, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                    new Axis("share answered correctly", Axis.Scale.LINEAR, Axis.Format.NUMBER, true),
                    panels(byModel, PasskeyRow::mitigation, MitigationFigure::accuracy), legend()));
        }
        return byModel.size();
    }

    private <R> List<Panel> panels(Map<Study.Model, List<R>> byModel, Function<R, String> mitigation,
                                   Function<Collection<R>, Series> line) {
        return byModel.keySet().stream().sorted(study.modelOrder()).limit(MAX_PANELS).map(model -> {
            List<Mark> marks = new ArrayList<>();
            marks.add(new Mark.Rule(TRAINED, Study.nameOf(model.trainLength()), Ink.MUTED, model.trainLength()));
            Map<String, List<R>> byMitigation = byModel.get(model).stream()
                    .collect(Collectors.groupingBy(row -> nameOf(mitigation.apply(row))));
            for (String name : mitigations) {
                Series series = byMitigation.containsKey(name) ? line.apply(byMitigation.get(name)) : Series.of(Map.of());
                if (!series.isEmpty()) {
                    marks.add(new Mark.Line(name, name, ink(name), Mark.Weight.MAIN, series.x(), series.y()));
                }
            }
            return new Panel(study.nameOf(model), marks);
        }).toList();
    }

    private static Series loss(Collection<CurveRow> rows) {
        return mean(rows, row -> (row.fromPosition() + row.toPosition()) / 2.0, CurveRow::loss);
    }

    private static Series accuracy(Collection<PasskeyRow> rows) {
        Map<Double, List<PasskeyRow>> byContext = rows.stream()
                .collect(Collectors.groupingBy(row -> (double) row.contextLength()));
        Map<Double, Double> points = new TreeMap<>();
        byContext.forEach((context, some) -> points.put(context, some.stream().mapToInt(PasskeyRow::correct).sum()
                / (double) some.stream().mapToInt(PasskeyRow::samples).sum()));
        return Series.of(points);
    }

    private static Series mean(Collection<CurveRow> rows, Function<CurveRow, Double> x, Function<CurveRow, Double> y) {
        return Series.of(rows.stream().filter(row -> Objects.nonNull(y.apply(row)))
                .collect(Collectors.groupingBy(x, TreeMap::new, Collectors.averagingDouble(y::apply))));
    }

    private List<LegendEntry> legend() {
        List<LegendEntry> entries = new ArrayList<>();
        mitigations.forEach(name -> entries.add(LegendEntry.line(name, name, ink(name), Mark.Weight.MAIN)));
        return entries;
    }

    private Ink ink(String mitigation) {
        return mitigation.equals(NONE) ? Ink.MUTED : Palette.unordered(mitigations.indexOf(mitigation)
                - (mitigations.contains(NONE) ? 1 : 0));
    }

    private static String nameOf(String mitigation) {
        return mitigation == null ? NONE : mitigation;
    }
}
