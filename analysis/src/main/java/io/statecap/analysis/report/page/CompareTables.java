package io.statecap.analysis.report.page;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.FamilySet;
import io.statecap.analysis.compare.LineComparison;
import io.statecap.analysis.compare.SettingDifference;
import io.statecap.analysis.compare.SlopeDifference;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.report.page.Table.Column;
import io.statecap.analysis.report.page.Table.Kind;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.GroupText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The tables of a comparison. */
final class CompareTables {

    private CompareTables() {}

    static Table tests(Comparison comparison) {
        List<Column> columns = List.of(
                new Column("models", "what sets these families of models apart", Kind.TEXT),
                new Column("sweeps", "", Kind.TEXT),
                new Column("likelihood ratio", "twice the difference of the log-likelihoods: a line each against one"
                + " for all",
                        Kind.NUMBER),
                new Column("degrees of freedom", "", Kind.COUNT),
                new Column("p", "of a ratio at least as large if there is one line", Kind.NUMBER));
        List<List<Object>> rows = comparison.tests().stream().map(test -> row(test.family(),
                String.join(", ", test.sweeps()), test.statistic(), test.degreesOfFreedom(), test.p())).toList();
        return new Table("line-tests", "Do the lines differ?", Comparison.SMALL_SAMPLES, columns, List.of(), rows,
                "No test: fewer than two sweeps have a line by the joint fit.");
    }

    static Table slopes(Comparison comparison) {
        List<Column> columns = List.of(
                new Column("models", "what sets these families of models apart", Kind.TEXT),
                new Column("sweep", "", Kind.TEXT),
                new Column("against", "", Kind.TEXT),
                new Column("difference of slopes", "tokens an element", Kind.NUMBER),
                new Column("95 % from", "from both slopes' intervals", Kind.NUMBER),
                new Column("95 % to", "from both slopes' intervals", Kind.NUMBER));
        List<List<Object>> rows = new ArrayList<>();
        for (LineComparison test : comparison.tests()) {
            for (SlopeDifference slope : test.differences()) {
                rows.add(row(test.family(), slope.sweep(), slope.against(), slope.difference(), slope.ciLow(),
                        slope.ciHigh()));
            }
        }
        return new Table("slopes", "Differences of slopes", "", columns, List.of(), rows, "No lines to compare.");
    }

    static Table lines(Comparison comparison) {
        List<Column> columns = List.of(
                new Column("models", "what sets these families of models apart", Kind.TEXT),
                new Column("sweep", "", Kind.TEXT),
                new Column("slope a", "tokens an element", Kind.NUMBER),
                new Column("a from", "95 %", Kind.NUMBER),
                new Column("a to", "95 %", Kind.NUMBER),
                new Column("intercept b", "tokens", Kind.NUMBER),
                new Column("b from", "95 %", Kind.NUMBER),
                new Column("b to", "95 %", Kind.NUMBER),
                new Column("a, paper's units", "1024 tokens a 10⁶ elements", Kind.NUMBER),
                new Column("b, paper's units", "1024 tokens", Kind.NUMBER),
                new Column("s", "spread of ln T over which the share of collapsed trials falls", Kind.NUMBER),
                new Column("trials", "", Kind.COUNT));
        List<List<Object>> rows = new ArrayList<>();
        for (FamilySet set : comparison.families()) {
            for (FamilySet.Member member : set.members()) {
                LawFit line = member.line();
                if (line != null) {
                    Estimate a = line.parameter("a");
                    Estimate b = line.parameter("b");
                    double[] paper = Law.LINEAR.inPaperUnits(line.values());
                    rows.add(row(set.label(), member.sweep(), a.value(), a.ciLow(), a.ciHigh(), b.value(), b.ciLow(),
                            b.ciHigh(), paper[0], paper[1], line.scale().value(), line.points()));
                }
            }
        }
        return new Table("lines", "The line of each sweep", "T = a·S + b by the joint fit to all trials of the sweep.",
                columns, List.of(), rows, "No sweep has a line by the joint fit.");
    }

    static Table thresholds(Comparison comparison) {
        List<Column> columns = List.of(
                new Column("S", "state size, elements", Kind.COUNT),
                new Column("sweep", "", Kind.TEXT),
                new Column("size", "what sets the models of this size apart within the sweep", Kind.TEXT),
                new Column("longest collapsing", "tokens (K = 1024)", Kind.TOKENS),
                new Column("shortest healthy", "tokens (K = 1024)", Kind.TOKENS),
                new Column("estimate", "training length at which half of the trials collapse, tokens", Kind.NUMBER),
                new Column("95 % from", "tokens", Kind.NUMBER),
                new Column("95 % to", "tokens", Kind.NUMBER),
                new Column("seeds", "", Kind.COUNT),
                new Column("target", "T_train: no collapse; T_recall: passkeys found", Kind.TEXT));
        List<List<Object>> rows = new ArrayList<>();
        for (ComparedSweep sweep : comparison.sweeps()) {
            List<ThresholdRow> all = sweep.analysis().thresholds();
            Map<String, String> labels = GroupText.shortLabels(all.stream().map(ThresholdRow::group).toList());
            all.stream().filter(row -> row.seed() == null).forEach(row -> rows.add(row(row.stateSize(), sweep.name(),
                    labels.get(row.group()), row.lower(), row.upper(), row.estimate(), row.ciLow(), row.ciHigh(),
                    row.seeds(), row.target())));
        }
        rows.sort(Comparator.comparing((List<Object> cells) -> (String) cells.get(cells.size() - 1)).reversed()
                .thenComparingLong(cells -> (Long) cells.get(0)));
        return new Table("compared-sizes", "Thresholds side by side",
                "Empty ends are open: the grid does not reach that"
                + " side.", columns, List.of("sweep", "S"), rows, "No thresholds yet.");
    }

    /** @param results whether settings that bear on results are meant, or names, execution and version */
    static Table settings(Comparison comparison, boolean results) {
        List<Column> columns = new ArrayList<>(List.of(new Column("setting", "path in the configuration", Kind.TEXT)));
        comparison.sweeps().forEach(sweep -> columns.add(new Column(sweep.name(), "", Kind.TEXT)));
        List<List<Object>> rows = comparison.settings().stream().filter(setting -> setting.result() == results)
                .map(CompareTables::cells).toList();
        return results ? new Table("settings", "Settings that differ", "", columns, List.of(), rows,
                "No setting that bears on results differs.")
                : new Table("execution", "Names, search, execution and version that differ", "", columns, List.of(),
                rows,
                        "None differs.");
    }

    private static List<Object> cells(SettingDifference setting) {
        List<Object> cells = new ArrayList<>(List.of(setting.path()));
        cells.addAll(setting.values());
        return cells;
    }

    private static List<Object> row(Object... cells) {
        return Arrays.asList(cells);
    }
}
