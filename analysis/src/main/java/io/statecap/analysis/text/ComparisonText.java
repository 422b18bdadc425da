package io.statecap.analysis.text;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.LineComparison;
import io.statecap.analysis.compare.SettingDifference;
import io.statecap.analysis.compare.LineComparison.SlopeDifference;
import io.statecap.analysis.threshold.Outcome;
import io.statecap.analysis.view.ComparisonTables;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import io.statecap.analysis.view.TextTable;
import java.util.ArrayList;
import java.util.List;

/** A comparison of sweeps for the terminal. */
public final class ComparisonText {

    private static final double LEVEL = 0.05;
    private static final int DIGITS = 4;

    private ComparisonText() {}

    /** Settings, thresholds, lines, tests and notes. */
    public static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        findings(comparison).forEach(paragraph -> text.append(FitTable.wrap(paragraph, "")).append('\n'));
        text.append('\n').append(sweeps(comparison)).append('\n').append(settings(comparison)).append('\n')
                .append(thresholds(comparison)).append('\n').append(lines(comparison));
        if (!comparison.notes().isEmpty()) {
            text.append('\n');
        }
        comparison.notes().forEach(note -> text.append(FitTable.wrap(note, "  ").replaceFirst("^ ", "-")).append('\n'));
        return text.toString();
    }

    /** Whether the lines differ, one paragraph a set of families. */
    public static List<String> findings(Comparison comparison) {
        List<String> paragraphs = new ArrayList<>();
        comparison.tests().forEach(test -> paragraphs.add(finding(test)));
        if (paragraphs.isEmpty()) {
            paragraphs.add("The lines cannot be compared: fewer than two sweeps have one by the joint fit.");
        }
        return paragraphs;
    }

    private static String finding(LineComparison test) {
        StringBuilder text = new StringBuilder(test.family().isEmpty() ? "" : test.family() + ": ");
        String sweeps = String.join(", ", test.sweeps());
        text.append(test.p() >= LEVEL ? "No difference is shown between the lines of " + sweeps
                        : "The lines of " + sweeps + " differ")
                .append(": likelihood ratio ").append(Numbers.fixed(test.statistic(), 2)).append(", ")
                .append(test.degreesOfFreedom()).append(" degrees of freedom, p = ").append(Numbers.p(test.p()))
                .append(" with what seeds share (a line each against T = ")
                .append(Numbers.line(test.common().slope(), test.common().intercept())).append(" for all).");
        for (SlopeDifference slope : test.differences()) {
            text.append(" Slope of ").append(slope.sweep()).append(" minus that of ").append(slope.against())
                    .append(": ")
                    .append(Numbers.digits(slope.difference(), 3)).append(slope.ciLow() == null || slope
                            .ciHigh() == null
                            ? " (open interval)." : " tokens an element (95 % " + Numbers.digits(slope.ciLow(), 3)
                                    + " to "
                            + Numbers.digits(slope.ciHigh(), 3) + ").");
        }
        return text.toString();
    }

    private static String sweeps(Comparison comparison) {
        String table = TextTable.of(List.of(Column.of("sweep", "", Kind.TEXT, ComparedSweep::name),
                Column.of("trials", "", Kind.COUNT, sweep -> sweep.analysis().outcomes().size()),
                Column.of("collapsed", "", Kind.COUNT, sweep -> sweep.analysis().outcomes().stream()
                        .filter(Outcome::collapsed).count()),
                Column.of("", "", Kind.TEXT, ComparedSweep::incomplete)), comparison.sweeps(), DIGITS);
        return "Judged by criterion " + comparison.criterion().name() + ", slice " + comparison.criterion().slice()
                + "\n" + table;
    }

    private static String settings(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        for (boolean results : new boolean[] {true, false}) {
            List<SettingDifference> rows = ComparisonTables.settings(comparison, results);
            if (rows.isEmpty()) {
                text.append(results ? "No setting that bears on results differs.\n" : "");
            } else {
                text.append(text.length() == 0 ? "" : "\n").append(results ? "Settings that differ"
                        : "Names, search, execution and version that differ").append('\n')
                        .append(TextTable.of(ComparisonTables.settingColumns(comparison, false), rows, DIGITS));
            }
        }
        return text.toString();
    }

    private static String thresholds(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        ComparisonTables.sizes(comparison).forEach((target, rows) -> text.append(text.length() == 0 ? "" : "\n")
                .append("Thresholds ").append(target).append(" (estimate in tokens, bracket over seeds; - is open)\n")
                .append(TextTable.of(ComparisonTables.sizeColumns(comparison), rows, DIGITS)));
        return text.length() == 0 ? "No thresholds.\n" : text.toString();
    }

    private static String lines(Comparison comparison) {
        List<ComparisonTables.SweepLine> lines = ComparisonTables.lines(comparison);
        return lines.isEmpty() ? "No lines.\n" : "Lines T = a*S + b by the joint fit (S in elements, T in tokens)\n"
                + TextTable.of(ComparisonTables.lineColumns(), lines, DIGITS);
    }
}
