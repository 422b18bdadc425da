package io.statecap.analysis.report.page;

import io.statecap.analysis.Placebo;
import io.statecap.analysis.report.figure.Study;
import io.statecap.analysis.report.page.Table.Column;
import io.statecap.analysis.report.page.Table.Kind;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.SizeSummary;
import java.util.ArrayList;
import java.util.List;

/** The tables that stand first: the threshold of each size, and the placebo. */
final class SizeTables {

    static final String SIZES = "sizes";
    static final String PLACEBO = "placebo";

    private static final String TRAIN = "T_train";

    private SizeTables() {}

    /** One row a size: its threshold over all seeds; of recall where nothing else was asked. */
    static Table sizes(Study study) {
        List<ThresholdRow> all = study.data().thresholds();
        boolean train = all.isEmpty() || all.stream().anyMatch(row -> TRAIN.equals(row.target()));
        List<ThresholdRow> rows = all.stream().filter(row -> TRAIN.equals(row.target()) == train).toList();
        List<Column> columns = List.of(
                new Column("size", "what sets the models of this size apart", Kind.TEXT),
                new Column("S", "state size, elements", Kind.COUNT),
                train ? new Column("longest collapsing", "longest training length at which at least half of the seeds"
                        + " collapse, tokens (K = 1024)", Kind.TOKENS)
                        : new Column("longest recalled", "longest context recalled, tokens (K = 1024)", Kind.TOKENS),
                train ? new Column("shortest healthy", "shortest training length from which on fewer than half of the"
                        + " seeds collapse, tokens (K = 1024)", Kind.TOKENS)
                        : new Column("shortest not recalled", "tokens (K = 1024)", Kind.TOKENS),
                new Column("seeds that agree", "seeds with the same two lengths", Kind.TEXT),
                new Column("estimate", train ? "training length at which half of the trials collapse, tokens"
                        : "tokens", Kind.NUMBER),
                new Column("95 % from", "tokens", Kind.NUMBER),
                new Column("95 % to", "tokens", Kind.NUMBER),
                new Column("remarks", "", Kind.TEXT));
        List<List<Object>> cells = SizeSummary.of(rows).stream().map(size -> {
            ThresholdRow row = size.row();
            return Tables.row(study.labelOf(row.group()), row.stateSize(), row.lower(), row.upper(), size.agreement(),
                    row.estimate(), row.ciLow(), row.ciHigh(), remarks(row));
        }).toList();
        return new Table(SIZES, "The threshold of each size", "", columns, List.of(), cells,
                "No thresholds yet: no trial has finished.");
    }

    private static String remarks(ThresholdRow row) {
        boolean train = TRAIN.equals(row.target());
        List<String> remarks = new ArrayList<>();
        if (row.lower() == null) {
            remarks.add(train ? "open below: most seeds are healthy from the shortest tested length" : "open below");
        }
        if (row.upper() == null) {
            remarks.add(train ? "open above: the longest tested length still collapses" : "open above");
        }
        if (!row.monotone()) {
            remarks.add(train ? "a shorter length was healthy too" : "not monotone");
        }
        return String.join("; ", remarks);
    }

    /** What the criterion says where nothing can have collapsed. */
    static Table placebo(List<Placebo> rows) {
        List<Column> columns = List.of(
                new Column("tested as if trained at T'", "tokens (K = 1024)", Kind.TOKENS),
                new Column("trials", "of longer training lengths, on positions up to their own T only", Kind.COUNT),
                new Column("called collapsed", "", Kind.COUNT),
                new Column("share, %", "", Kind.NUMBER),
                new Column("criterion", "when a trial counts as collapsed", Kind.TEXT));
        List<List<Object>> cells = rows.stream().map(row -> Tables.row(row.asLength(), row.trials(),
                row.calledCollapsed(),
                row.trials() == 0 ? null : 100.0 * row.calledCollapsed() / row.trials(), row.criterion())).toList();
        int trials = rows.stream().mapToInt(Placebo::trials).sum();
        int called = rows.stream().mapToInt(Placebo::calledCollapsed).sum();
        return new Table(PLACEBO, "Placebo", "Tested as if trained at T' < T, on positions up to T only: " + called
                + " of " + trials + " called collapsed. Nothing can have collapsed there, so more than "
                + Math.round(100 * Placebo.LARGEST_SHARE) + " % means that the criterion measures something else.",
                columns, List.of(), cells, "No placebo: no trial could be tested as if trained at a shorter length.");
    }
}
