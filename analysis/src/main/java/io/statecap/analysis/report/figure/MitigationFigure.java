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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Each mitigation beside the model as it is (the paper's figure 4): loss against position and retrieval against context
 * length, one panel a model, one line a mitigation.
 */
public final class MitigationFigure {

    private static final String LOSS = "mitigations";
    private static final String LOSS_TITLE = "Loss under mitigations";
    private static final String RETRIEVAL = "mitigations-passkey";
    private static final String RETRIEVAL_TITLE = "Passkey retrieval under mitigations";
    private static final String NONE = "none";
    private static final String TRAINED = "trained";
    private static final int MAX_PANELS = 24;

    private final Study study;
    private final List<String> mitigations;

    private MitigationFigure(Study study, Stream<String> mitigations) {
        this.study = study;
        this.mitigations = mitigations.map(MitigationFigure::nameOf).distinct()
                .sorted(Comparator.comparing((String name) -> !name.equals(NONE)).thenComparing(name -> name)).toList();
    }

    /** Loss against position; a choice of slices, the one on which trials are tested for collapse first. */
    public static Figure ofLoss(Study study) {
        List<CurveRow> rows = study.data().curves().stream()
                .filter(row -> row.step() == null && row.loss() != null && "heldout".equals(row.probe()))
                .filter(row -> study.trial(row.trialId()) != null).toList();
        MitigationFigure figure = new MitigationFigure(study, rows.stream().map(CurveRow::mitigation));
        Map<Study.Model, List<CurveRow>> byModel = figure.mitigated(rows, CurveRow::trialId, CurveRow::mitigation);
        if (byModel.isEmpty()) {
            return Figure.notRun(LOSS, LOSS_TITLE);
        }
        String tested = study.sweep().criterionSlice();
        List<Plot> plots = rows.stream().map(CurveRow::slice).distinct()
                .sorted(Comparator.comparing((String slice) -> !slice.equals(tested)).thenComparing(slice -> slice))
                .map(slice -> (Plot) new Plot.Lines("slice " + slice,
                        new Axis("position, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                        new Axis("loss, nats per scored token", Axis.Scale.LINEAR, Axis.Format.NUMBER, false),
                        figure.panels(byModel, row -> row.slice().equals(slice), CurveRow::mitigation,
                                MitigationFigure::loss), figure.legend())).toList();
        return figure.drawn(LOSS, LOSS_TITLE, "Curves", "loss over token position", byModel.size(), plots);
    }

    /** Accuracy against context length, pooled over depths. */
    public static Figure ofRetrieval(Study study) {
        List<PasskeyRow> rows = study.data().passkey().stream()
                .filter(row -> row.step() == null && row.samples() > 0 && study.trial(row.trialId()) != null).toList();
        MitigationFigure figure = new MitigationFigure(study, rows.stream().map(PasskeyRow::mitigation));
        Map<Study.Model, List<PasskeyRow>> byModel = figure.mitigated(rows, PasskeyRow::trialId,
                PasskeyRow::mitigation);
        if (byModel.isEmpty()) {
            return Figure.notRun(RETRIEVAL, RETRIEVAL_TITLE);
        }
        Plot plot = new Plot.Lines("all depths",
                new Axis("context length, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                new Axis("share answered correctly", Axis.Scale.LINEAR, Axis.Format.NUMBER, true),
                figure.panels(byModel, row -> true, PasskeyRow::mitigation, MitigationFigure::accuracy),
                figure.legend());
        return figure.drawn(RETRIEVAL, RETRIEVAL_TITLE, "", "passkey accuracy over context length", byModel.size(),
                List.of(plot));
    }

    private Figure drawn(String id, String title, String chooser, String what, int models, List<Plot> plots) {
        return new Figure(id, title, "One panel a model, one line a mitigation, the mean over seeds; " + NONE
                + " is the model as it is. The vertical line is the training length.",
                "Lines of " + what + " for " + mitigations.size() + " ways to run each model.", chooser, plots,
                models > MAX_PANELS ? "Only the first " + MAX_PANELS + " of " + models + " models are shown here."
                        : "");
    }

    /** Rows by model, of models that were probed under a mitigation. */
    private <R> Map<Study.Model, List<R>> mitigated(List<R> rows, Function<R, String> trial,
                                                    Function<R, String> mitigation) {
        Map<Study.Model, List<R>> byModel = rows.stream()
                .collect(Collectors.groupingBy(row -> Study.Model.of(study.trial(trial.apply(row)))));
        byModel.values().removeIf(some -> some.stream().allMatch(row -> nameOf(mitigation.apply(row)).equals(NONE)));
        return byModel;
    }

    private <R> List<Panel> panels(Map<Study.Model, List<R>> byModel, Predicate<R> which,
                                   Function<R, String> mitigation, Function<Collection<R>, Series> line) {
        return byModel.keySet().stream().sorted(study.modelOrder()).limit(MAX_PANELS).map(model -> {
            List<Mark> marks = new ArrayList<>();
            marks.add(new Mark.Rule(TRAINED, Study.nameOf(model.trainLength()), Ink.MUTED, model.trainLength()));
            Map<String, List<R>> byMitigation = byModel.get(model).stream().filter(which)
                    .collect(Collectors.groupingBy(row -> nameOf(mitigation.apply(row))));
            for (String name : mitigations) {
                Series series = byMitigation.containsKey(name) ? line.apply(byMitigation.get(name))
                        : Series.of(Map.of());
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
        return mitigation.equals(NONE) ? Ink.MUTED
                : Palette.unordered(mitigations.indexOf(mitigation) - (mitigations.contains(NONE) ? 1 : 0));
    }

    private static String nameOf(String mitigation) {
        return mitigation == null ? NONE : mitigation;
    }
}
