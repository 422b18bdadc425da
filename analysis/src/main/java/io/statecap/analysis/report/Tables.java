package io.statecap.analysis.report;

import io.statecap.analysis.LawFamily;
import io.statecap.analysis.Placebo;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.ModelSize;
import io.statecap.analysis.threshold.RecallThresholds;
import io.statecap.analysis.threshold.SizeSummary;
import io.statecap.analysis.view.AnalysisTables;
import io.statecap.analysis.view.Columns;
import io.statecap.analysis.view.Table;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tables of the page, from the rows of a results directory. */
final class Tables {

    private static final double MEBI = 1024 * 1024;

    private Tables() {}

    /** Those that stand behind the figures, in the order of the page. */
    static List<Table> of(Study study) {
        Report.Data data = study.data;
        List<Table> tables = new ArrayList<>(horizons(data.analysis().families()));
        tables.addAll(List.of(trials(study),
                Table.of("threshold-table", "Thresholds of single seeds and over seeds",
                        "Empty ends are open: the grid does not reach that side.",
                        AnalysisTables.thresholds(GroupText.shortLabels(data.analysis().thresholds().stream()
                                .map(ThresholdRow::group).toList())), List.of("target", "size", "S", "seed"),
                        data.analysis().thresholds(), "No thresholds yet: no trial has finished."),
                Table.of("law-table", "Laws", "S in elements and T in tokens unless a column says otherwise.",
                        AnalysisTables.laws(data.analysis().laws()), List.of("target", "law", "method"),
                        data.analysis().laws(),
                        "No laws yet: they need thresholds of two state sizes."),
                sensitivity(data.sensitivity())));
        return tables;
    }

    private static Table trials(Study study) {
        Columns<TrialRow> of = new Columns<>(TrialRow.class);
        List<Column<TrialRow>> columns = List.of(
                Column.of("size", "what sets the models of this size apart", Kind.TEXT, row -> study.labelOf(row
                        .group())),
                of.of("stateSize"), of.of("dState"), of.of("layers"), of.of("dModel"), of.of("trainLength"),
                of.of("seed"),
                Column.of("outcome", "healthy, collapsed, failed, or no curve to test", Kind.OUTCOME, Tables::outcome),
                Column.of("curve", "shows the trial's line in the figure of loss curves", Kind.CURVE,
                        row -> study.excess(row) == null ? null : study.nameOf(ModelSize.of(row)) + "|"
                                + Study.lineOf(row)),
                Column.of("log", "of a failed trial", Kind.FILE,
                        row -> "failed".equals(row.status()) ? "logs/" + row.trialId() + ".log" : null),
                of.of("baselineLoss"), of.of("worstLoss"),
                Column.of("excess", "largest excess beyond T, as the criterion measures it, nats", Kind.LOSS,
                        row -> study.excess(row)),
                of.of("collapsePosition"), of.of("finalTrainLoss"), of.of("learningRate"), of.of("tokens"),
                of.of("tokensPerSecond"), of.of("peakMemoryBytes").as(row -> row.peakMemoryBytes() == null ? null
                        : row.peakMemoryBytes() / MEBI), of.of("trainSeconds"), of.of("threads"), of.of("host"),
                of.of("version"), of.of("finishedAt").as(row -> row.finishedAt() == null ? null
                        : row.finishedAt().truncatedTo(ChronoUnit.SECONDS).toString()), of.of("dataset"),
                of.of("trialId"), of.of("error"));
        List<TrialRow> rows = study.data.trials().stream().sorted(Comparator.comparingLong(TrialRow::stateSize)
                .thenComparingInt(TrialRow::trainLength).thenComparingLong(TrialRow::seed)
                .thenComparing(TrialRow::trialId)).toList();
        return Table.of("trials", "Trials", "", columns, List.of("outcome", "size", "S", "T", "seed"), rows,
                "No trial has finished yet.").withoutConstants("layers", "dModel", "learning rate", "tokens",
                "threads", "host", "version", "data");
    }

    /** One row a size: its threshold over all seeds; of recall where nothing else was asked. */
    static Table sizes(Report.Data data) {
        Map<Boolean, List<SizeSummary>> byRecall = SizeSummary.of(data.analysis().thresholds()).stream()
                .collect(Collectors.partitioningBy(size -> size.row().target().equals(RecallThresholds.T_RECALL)));
        boolean recall = byRecall.get(false).isEmpty() && !byRecall.get(true).isEmpty();
        boolean searched = data.analysis().families().stream().anyMatch(LawFamily::searched);
        return Table.of("sizes", "The threshold of each size", searched ? LawFamily.SEARCHED : "",
                AnalysisTables.sizes(recall), List.of(), byRecall.get(recall),
                "No thresholds yet: no trial has finished.");
    }

    static Table placebo(List<Placebo> rows) {
        return Table.of("placebo", "Placebo", "Tested as if trained at T' < T, on positions up to T only: "
                + Placebo.total(rows).called()
                + " called collapsed. Nothing can have collapsed there, so more than "
                + Math.round(100 * Placebo.LARGEST_SHARE) + " % means that the criterion measures something else.",
                AnalysisTables.placebo(), List.of(), rows,
                "No placebo: no trial could be tested as if trained at a shorter length.");
    }

    private static List<Table> horizons(List<LawFamily> families) {
        return families.stream().filter(family -> family.horizons().size() > 1).map(family -> {
            HorizonRow first = family.horizons().get(0);
            return Table.of("horizon-table" + (family.label().isEmpty() ? "" : "-" + families.indexOf(family)),
                    family.name() + " by how far one looks",
                            "The same trials, judged by their loss up to each horizon.",
                    AnalysisTables.horizons(first, IntStream.range(0, first.stateSizes().size()).toArray()), List.of(),
                    family.horizons(), "");
        }).toList();
    }

    private static Table sensitivity(List<Sensitivity> rows) {
        return Table.of("sensitivity-table", "Sensitivity to the criterion",
                "The line T = a\u00b7S + b under other criteria, the sweep's own first, then without each of the sizes."
                        + " A law is worth quoting when its interval holds in every row.",
                AnalysisTables.sensitivity(), List.of(), rows, "No thresholds yet.");
    }

    static String outcome(TrialRow trial) {
        if ("failed".equals(trial.status())) {
            return "failed";
        }
        return trial.collapsed() == null ? "not tested" : trial.collapsed() ? "collapsed" : "healthy";
    }
}
