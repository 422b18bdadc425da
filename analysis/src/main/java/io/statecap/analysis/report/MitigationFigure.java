package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.PasskeyRow;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Each mitigation beside the model as it is (the paper's figure 4): loss against position and retrieval against context
 * length, one panel a model, one line a mitigation.
 *
 * @param <R> rows of a probe
 */
public final class MitigationFigure<R> {

    private static final String NONE = "none";
    private static final int MAX_PANELS = 24;

    private final Study study;
    private final Function<R, String> mitigation;
    private final List<String> mitigations;
    /** Rows of models that were probed under a mitigation. */
    private final Map<Study.Model, List<R>> byModel;

    private MitigationFigure(Study study, List<R> rows, Function<R, String> trialId, Function<R, String> mitigation) {
        this.study = study;
        this.mitigation = row -> mitigation.apply(row) == null ? NONE : mitigation.apply(row);
        this.mitigations = rows.stream().map(this.mitigation).distinct()
                .sorted(Comparator.comparing((String name) -> !name.equals(NONE)).thenComparing(name -> name)).toList();
        this.byModel = study.byModel(rows.stream(), trialId);
        byModel.values().removeIf(some -> some.stream().allMatch(row -> this.mitigation.apply(row).equals(NONE)));
    }

    /** Loss against position; a choice of slices, the one on which trials are tested for collapse first. */
    public static Figure ofLoss(Study study) {
        List<CurveRow> rows = study.data().curves().stream().filter(row -> row.step() == null && row.loss() != null
                && "heldout".equals(row.probe()) && study.trial(row.trialId()) != null).toList();
        MitigationFigure<CurveRow> figure = new MitigationFigure<>(study, rows, CurveRow::trialId,
                CurveRow::mitigation);
        String tested = study.sweep().criterionSlice();
        List<Plot> plots = rows.stream().map(CurveRow::slice).distinct()
                .sorted(Comparator.comparing((String slice) -> !slice.equals(tested)).thenComparing(slice -> slice))
                .map(slice -> figure.plot(new LinePlot("slice " + slice, Axis.tokens("position"), Axis.loss(false)),
                        row -> row.slice().equals(slice), some -> Series.of(some, CurveRow::middle, CurveRow::loss)))
                .toList();
        return figure.drawn("mitigations", "Loss under mitigations", "Curves", "loss over token position", plots);
    }

    /** Accuracy against context length, pooled over depths. */
    public static Figure ofRetrieval(Study study) {
        List<PasskeyRow> rows = study.data().passkey().stream()
                .filter(row -> row.step() == null && row.samples() > 0 && study.trial(row.trialId()) != null).toList();
        MitigationFigure<PasskeyRow> figure = new MitigationFigure<>(study, rows, PasskeyRow::trialId,
                PasskeyRow::mitigation);
        Plot plot = figure.plot(new LinePlot("all depths", Axis.tokens("context length"),
                Axis.number("share answered correctly", true)), row -> true, some -> Series.ratio(some,
                        PasskeyRow::contextLength, PasskeyRow::correct, PasskeyRow::samples));
        return figure.drawn("mitigations-passkey", "Passkey retrieval under mitigations", "",
                "passkey accuracy over context length", List.of(plot));
    }

    private Plot plot(LinePlot plot, Predicate<R> which, Function<List<R>, Series> line) {
        byModel.forEach((model, rows) -> {
            String panel = study.nameOf(model);
            String length = Study.nameOf(model.trainLength());
            plot.add(panel, new Mark.Rule("training length", length, Ink.MUTED, model.trainLength()));
            mitigations.forEach(name -> plot.line(panel, name, name, ink(name), Mark.Weight.MAIN,
                    line.apply(rows.stream().filter(row -> which.test(row) && mitigation.apply(row).equals(name))
                            .toList())));
        });
        return plot.plot(MAX_PANELS);
    }

    private Figure drawn(String id, String title, String chooser, String what, List<Plot> plots) {
        return byModel.isEmpty() ? Figure.notRun(id, title) : new Figure(id, title,
                "One panel a model, one line a mitigation, the mean over seeds; " + NONE
                        + " is the model as it is. The vertical line is the training length.",
                "Lines of " + what + " for " + mitigations.size() + " ways to run each model.", chooser, plots,
                byModel.size() > MAX_PANELS ? "Only the first " + MAX_PANELS + " of " + byModel.size()
                        + " models are shown here." : "");
    }

    private Ink ink(String name) {
        return name.equals(NONE) ? Ink.MUTED
                : Palette.unordered(mitigations.indexOf(name) - (mitigations.contains(NONE) ? 1 : 0));
    }
}
