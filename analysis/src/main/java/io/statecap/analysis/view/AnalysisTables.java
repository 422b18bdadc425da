package io.statecap.analysis.view;

import io.statecap.analysis.Placebo;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.RecallThresholds;
import io.statecap.analysis.threshold.SizeSummary;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Columns of what an analysis finds. */
public final class AnalysisTables {

    private static final String SIZE = "what sets the models of this size apart";
    private static final String INTERVAL = "95 % interval";
    private static final String TOKENS = "tokens (K = 1024)";

    private AnalysisTables() {}

    static <R> List<Column<R>> interval(String of, Function<R, Double> low, Function<R, Double> high) {
        return List.of(Column.<R>of("95 % from", of, Kind.NUMBER, low).brief(INTERVAL),
                Column.<R>of("95 % to", of, Kind.NUMBER, high).brief(Column.TO));
    }

    /** One row a size: its threshold over all seeds. */
    public static List<Column<SizeSummary>> sizes(boolean recall) {
        List<Column<SizeSummary>> columns = new ArrayList<>(List.of(
                Column.of("size", SIZE, Kind.TEXT, SizeSummary::label),
                Column.of("S", "state size, elements", Kind.COUNT, size -> size.row().stateSize()),
                Column.<SizeSummary>of(recall ? "longest recalled" : "longest collapsing", recall ? TOKENS
                        : "longest training length at which at least half of the seeds collapse, of at least two, "
                                + TOKENS, Kind.TOKENS, size -> size.row().lower()),
                Column.<SizeSummary>of(recall ? "shortest not recalled" : "shortest healthy", recall ? TOKENS
                        : "shortest training length from which on fewer than half of the seeds collapse, " + TOKENS,
                        Kind.TOKENS, size -> size.row().upper()),
                Column.<SizeSummary>of("seeds that agree", "seeds with the same two lengths", Kind.TEXT,
                        SizeSummary::agreement).brief("agree"),
                Column.of("estimate", recall ? "tokens"
                        : "training length at which half of the trials collapse, tokens;"
                        + " need not lie between both lengths", Kind.NUMBER, size -> size.row().estimate())));
        columns.addAll(interval("tokens", size -> size.row().ciLow(), size -> size.row().ciHigh()));
        columns.add(Column.of("trials", "of this size", Kind.COUNT, size -> size.row().trials()));
        columns.add(Column.page("remarks", "", Kind.TEXT, size -> remarks(size.row())));
        return columns;
    }

    private static String remarks(ThresholdRow row) {
        boolean recall = row.target().equals(RecallThresholds.T_RECALL);
        List<String> remarks = new ArrayList<>();
        if (row.lower() == null) {
            remarks.add(recall ? "open below" : "open below: most seeds are healthy from the shortest tested length");
        }
        if (row.upper() == null) {
            remarks.add(recall ? "open above" : "open above: the longest tested length still collapses");
        }
        if (!row.monotone()) {
            remarks.add(recall ? "not monotone" : "a shorter length was healthy too");
        }
        if (row.estimate() != null && (row.lower() != null && row.estimate() < row.lower()
                || row.upper() != null && row.estimate() > row.upper())) {
            remarks.add("the estimate lies outside both lengths");
        }
        return String.join("; ", remarks);
    }

    /** @param labels names of groups */
    public static List<Column<ThresholdRow>> thresholds(Map<String, String> labels) {
        Columns<ThresholdRow> columns = new Columns<>(ThresholdRow.class);
        return List.of(columns.page("target"), Column.page("size", SIZE, Kind.TEXT, row -> labels.get(row.group())),
                columns.of("stateSize"),
                columns.of("seed").as(row -> row.seed() == null ? "all" : row.seed().toString()), columns.of("lower"),
                columns.of("upper"), columns.of("estimate"), columns.of("ciLow").brief(INTERVAL),
                columns.of("ciHigh").brief(Column.TO), columns.of("monotone").as(row -> row.monotone() ? "yes" : "NO"),
                columns.of("trials"), columns.page("seeds"), columns.page("criterion"), columns.page("slice"),
                columns.page("horizon"), Column.of("group", SIZE, Kind.TEXT, row -> labels.get(row.group())));
    }

    /** @param all the rows, since a parameter in the paper's units may depend on the law's others */
    public static List<Column<LawRow>> laws(List<LawRow> all) {
        Map<String, String> labels = GroupText.shortLabels(all.stream().map(LawRow::group).toList());
        Map<List<String>, Map<String, Double>> parameters = new HashMap<>();
        all.forEach(row -> parameters.computeIfAbsent(law(row), key -> new HashMap<>()).put(row.parameter(), row
                .value()));
        Columns<LawRow> columns = new Columns<>(LawRow.class);
        return List.of(columns.page("target"), columns.of("method").once(), columns.of("law").once(),
                columns.of("parameter").brief(""), columns.of("value"), columns.of("ciLow").brief(INTERVAL),
                columns.of("ciHigh").brief(Column.TO),
                Column.<LawRow>of("in the paper's units", "S in 10⁶ elements, T in units of 1024 tokens", Kind.NUMBER,
                        row -> inPaperUnits(row, parameters.get(law(row)))).brief("paper units"),
                columns.of("r2").brief("R2").once(), columns.page("aic"), columns.of("aicc").once(),
                columns.of("points").brief("n").once(), columns.page("criterion"), columns.page("slice"),
                columns.page("horizon"), Column.page("models", "what sets this family of models apart", Kind.TEXT,
                        row -> labels.get(row.group())));
    }

    private static List<String> law(LawRow row) {
        return List.of(row.target(), row.group(), row.criterion(), row.slice(), row.method(), row.law());
    }

    /** Null for a law of a rival of S, and for the scale. */
    private static Double inPaperUnits(LawRow row, Map<String, Double> parameters) {
        Law law = Law.of(row.law());
        int index = law.parameterNames().indexOf(row.parameter());
        return index < 0 || !Law.X_UNIT.equals(row.xUnit()) || !parameters.keySet().containsAll(law.parameterNames())
                ? null : law.inPaperUnits(law.parameterNames().stream().mapToDouble(parameters::get).toArray())[index];
    }

    /** @param sizes indices of the sizes that are shown */
    public static List<Column<HorizonRow>> horizons(HorizonRow last, int... sizes) {
        Columns<HorizonRow> of = new Columns<>(HorizonRow.class);
        List<Column<HorizonRow>> columns = new ArrayList<>(List.of(of.of("horizon"),
                of.of("collapsed").as(row -> row.collapsed() + "/" + row.trials()), of.of("slope"),
                of.of("ciLow").brief(INTERVAL), of.of("ciHigh").brief(Column.TO)));
        for (int size : sizes) {
            columns.add(Column.of("S=" + Numbers.digits(last.stateSizes().get(size), 9),
                    "training length at which half of the trials of this size collapse, tokens", Kind.NUMBER,
                    row -> row.estimates().get(size)));
        }
        return columns;
    }

    /** How the line moves with the criterion and without each of the sizes. */
    public static List<Column<Sensitivity>> sensitivity() {
        List<Column<Sensitivity>> columns = new ArrayList<>(List.of(
                Column.of("criterion", "when a trial counts as collapsed", Kind.TEXT,
                        row -> row.name().replace("baselineWindow", "window")),
                Column.of("slice", "which tokens are scored", Kind.TEXT, row -> row.criterion().slice()),
                Column.of("trials", "collapsed, of those that can be tested", Kind.TEXT,
                        row -> row.collapsed() + "/" + row.trials()),
                Column.of("placebo, %", "called collapsed where nothing can have collapsed", Kind.LOSS,
                        row -> 100 * row.placebo()),
                Column.<Sensitivity>of("a, joint fit", "tokens an element", Kind.NUMBER, row -> value(row.joint(), "a"))
                        .brief("a")));
        columns.addAll(interval("of a by the joint fit", row -> row.joint() == null ? null
                : slope(row.joint()).ciLow(), row -> row.joint() == null ? null : slope(row.joint()).ciHigh()));
        columns.addAll(List.of(
                Column.<Sensitivity>of("b, joint fit", "tokens", Kind.NUMBER, row -> value(row.joint(), "b"))
                        .brief("b"),
                Column.page("brackets", "thresholds of single seeds", Kind.COUNT, Sensitivity::brackets),
                Column.page("closed", "brackets with both ends", Kind.COUNT, Sensitivity::closed),
                Column.<Sensitivity>of("a, least squares", "tokens an element", Kind.NUMBER,
                        row -> value(row.ols(), "a")).brief("a (ols)"),
                Column.page("b, least squares", "tokens", Kind.NUMBER, row -> value(row.ols(), "b")),
                Column.page("models", "what sets this family of models apart", Kind.TEXT, Sensitivity::family)));
        return columns;
    }

    private static Estimate slope(LawFit line) {
        return line.parameter("a");
    }

    private static Double value(LawFit fit, String parameter) {
        return fit == null ? null : fit.parameter(parameter).value();
    }

    /** What the criterion says where nothing can have collapsed. */
    public static List<Column<Placebo>> placebo() {
        Columns<Placebo> columns = new Columns<>(Placebo.class);
        return List.of(columns.of("asLength"), columns.of("trials"), columns.of("calledCollapsed"),
                Column.of("share, %", "", Kind.NUMBER,
                        row -> row.trials() == 0 ? null : 100.0 * row.calledCollapsed() / row.trials()),
                columns.of("criterion"));
    }
}
