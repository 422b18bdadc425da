package io.statecap.analysis.view;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.FamilySet;
import io.statecap.analysis.compare.LineComparison;
import io.statecap.analysis.compare.SettingDifference;
import io.statecap.analysis.compare.LineComparison.SlopeDifference;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.SizeSummary;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Columns and rows of a comparison of sweeps. */
public final class ComparisonTables {

    private static final String MODELS = "what sets these families of models apart";
    private static final int LONGEST_VALUE = 34;
    private static final Comparator<SizeRow> BY_SIZE = Comparator.comparingLong(SizeRow::stateSize)
            .thenComparing(SizeRow::label);

    private ComparisonTables() {}

    /** The line of one sweep. */
    public record SweepLine(String models, String sweep, LawFit line) {}

    /** The difference of two slopes. */
    public record Slope(String models, SlopeDifference difference) {}

    /** A size by its elements and by what sets it apart within its sweep, with its threshold in each sweep. */
    public record SizeRow(long stateSize, String label, Map<String, ThresholdRow> bySweep) {}

    public static List<SweepLine> lines(Comparison comparison) {
        List<SweepLine> rows = new ArrayList<>();
        for (FamilySet set : comparison.families()) {
            set.members().stream().filter(member -> member.line() != null)
                    .forEach(member -> rows.add(new SweepLine(set.label(), member.sweep(), member.line())));
        }
        return rows;
    }

    public static List<Column<SweepLine>> lineColumns() {
        List<Column<SweepLine>> columns = new ArrayList<>(List.of(Column.of("models", MODELS, Kind.TEXT,
                SweepLine::models),
                Column.of("sweep", "", Kind.TEXT, SweepLine::sweep)));
        for (String parameter : Law.LINEAR.parameterNames()) {
            columns.add(Column.of(parameter, parameter.equals("a") ? "tokens an element" : "tokens", Kind.NUMBER,
                    row -> row.line().parameter(parameter).value()));
            columns.addAll(AnalysisTables.interval("of " + parameter, row -> row.line().parameter(parameter).ciLow(),
                    row -> row.line().parameter(parameter).ciHigh()));
        }
        columns.addAll(List.of(
                Column.page("a, paper's units", "1024 tokens a 10⁶ elements", Kind.NUMBER, row -> paper(row.line())[0]),
                Column.page("b, paper's units", "1024 tokens", Kind.NUMBER, row -> paper(row.line())[1]),
                Column.of("s", "spread of ln T over which the share of collapsed trials falls", Kind.NUMBER,
                        row -> row.line().scale().value()),
                Column.of("trials", "", Kind.COUNT, row -> row.line().points())));
        return columns;
    }

    private static double[] paper(LawFit line) {
        return Law.LINEAR.inPaperUnits(line.values());
    }

    public static List<Column<LineComparison>> testColumns() {
        return List.of(Column.of("models", MODELS, Kind.TEXT, LineComparison::family),
                Column.of("sweeps", "", Kind.TEXT, test -> String.join(", ", test.sweeps())),
                Column.of("likelihood ratio", "twice the difference of the log-likelihoods: a line each against one for"
                        + " all", Kind.NUMBER, row -> row.test().statistic()),
                Column.of("degrees of freedom", "", Kind.COUNT, row -> row.test().degreesOfFreedom()),
                Column.of("p", "of a ratio at least as large if there is one line, with what seeds share", Kind.NUMBER,
                        row -> row.test().p()));
    }

    public static List<Slope> slopes(Comparison comparison) {
        return comparison.tests().stream().flatMap(test -> test.differences().stream()
                .map(slope -> new Slope(test.family(), slope))).toList();
    }

    public static List<Column<Slope>> slopeColumns() {
        List<Column<Slope>> columns = new ArrayList<>(List.of(Column.of("models", MODELS, Kind.TEXT, Slope::models),
                Column.of("sweep", "", Kind.TEXT, row -> row.difference().sweep()),
                Column.of("against", "", Kind.TEXT, row -> row.difference().against()),
                Column.of("difference of slopes", "tokens an element", Kind.NUMBER, row -> row.difference()
                        .difference())));
        columns.addAll(AnalysisTables.interval("from both slopes' intervals", row -> row.difference().ciLow(),
                row -> row.difference().ciHigh()));
        return columns;
    }

    /** By target, {@code T_train} first. */
    public static Map<String, List<SizeRow>> sizes(Comparison comparison) {
        Map<String, List<SizeRow>> rows = new TreeMap<>(Comparator.reverseOrder());
        for (ComparedSweep sweep : comparison.sweeps()) {
            for (SizeSummary size : SizeSummary.of(sweep.analysis().thresholds())) {
                List<SizeRow> own = rows.computeIfAbsent(size.row().target(), target -> new ArrayList<>());
                SizeRow row = new SizeRow(size.row().stateSize(), size.label(), new TreeMap<>());
                int at = Collections.binarySearch(own, row, BY_SIZE);
                if (at < 0) {
                    own.add(-at - 1, row);
                }
                own.get(at < 0 ? -at - 1 : at).bySweep().put(sweep.name(), size.row());
            }
        }
        return rows;
    }

    public static List<Column<SizeRow>> sizeColumns(Comparison comparison) {
        List<Column<SizeRow>> columns = new ArrayList<>(List.of(
                Column.of("S", "state size, elements", Kind.COUNT, SizeRow::stateSize),
                Column.of("size", "what sets the models of this size apart within the sweep", Kind.TEXT,
                        SizeRow::label)));
        comparison.sweeps().forEach(sweep -> columns.add(Column.of(sweep.name(),
                "estimate in tokens, bracket over seeds; - is open", Kind.TEXT, row -> threshold(row.bySweep().get(sweep
                        .name())))));
        return columns;
    }

    private static String threshold(ThresholdRow row) {
        return row == null ? "" : (row.estimate() == null ? "-" : Numbers.digits(row.estimate(), 3)) + " ("
                + (row.lower() == null ? "-" : row.lower()) + ".." + (row.upper() == null ? "-" : row.upper()) + ")";
    }

    /** @param whole whether long values are shown whole */
    public static List<Column<SettingDifference>> settingColumns(Comparison comparison, boolean whole) {
        List<Column<SettingDifference>> columns = new ArrayList<>(List.of(Column.of("setting",
                "path in the configuration", Kind.TEXT, SettingDifference::path)));
        for (int i = 0; i < comparison.sweeps().size(); i++) {
            int index = i;
            columns.add(Column.of(comparison.sweeps().get(i).name(), "", Kind.TEXT, setting -> {
                String value = setting.values().get(index);
                return whole || value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE - 3) + "...";
            }));
        }
        return columns;
    }

    /** @param results whether settings that bear on results are meant, or names, execution and version */
    public static List<SettingDifference> settings(Comparison comparison, boolean results) {
        return comparison.settings().stream().filter(setting -> setting.bearsOnResults() == results).toList();
    }
}
