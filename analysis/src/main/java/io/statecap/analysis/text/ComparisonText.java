package io.statecap.analysis.text;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.LineComparison;
import io.statecap.analysis.compare.SettingDifference;
import io.statecap.analysis.compare.LineComparison.SlopeDifference;
import io.statecap.analysis.law.CommonLine;
import io.statecap.analysis.threshold.Outcome;
import io.statecap.analysis.view.ComparisonTables;
import io.statecap.analysis.view.Document;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A comparison of sweeps for the terminal. */
public final class ComparisonText {

    private static final double LEVEL = 0.05;
    private static final int DIGITS = 4;

    private ComparisonText() {}

    /** Settings, thresholds, lines, tests and notes. */
    public static Document of(Comparison comparison) {
        Document text = new Document();
        findings(comparison).forEach(text::paragraph);
        text.gap().heading("Judged by criterion " + comparison.criterion().name() + ", slice "
                        + comparison.criterion().slice())
                .table(List.of(Column.of("sweep", "", Kind.TEXT, ComparedSweep::name),
                        Column.of("trials", "", Kind.COUNT, sweep -> sweep.analysis().outcomes().size()),
                        Column.of("collapsed", "", Kind.COUNT, sweep -> sweep.analysis().outcomes().stream()
                                .filter(Outcome::collapsed).count()),
                        Column.of("", "", Kind.TEXT, ComparedSweep::incomplete)), comparison.sweeps(), DIGITS);
        settings(text, comparison, true);
        settings(text, comparison, false);
        Map<String, List<ComparisonTables.SizeRow>> sizes = ComparisonTables.sizes(comparison);
        if (sizes.isEmpty()) {
            text.gap().heading("No thresholds.");
        }
        sizes.forEach((target, rows) -> text.gap()
                .heading("Thresholds " + target + " (estimate in tokens, bracket over seeds; - is open)")
                .table(ComparisonTables.sizeColumns(comparison), rows, DIGITS));
        List<ComparisonTables.SweepLine> lines = ComparisonTables.lines(comparison);
        if (lines.isEmpty()) {
            text.gap().heading("No lines.");
        } else {
            text.gap().heading("Lines T = a*S + b by the joint fit (S in elements, T in tokens)")
                    .table(ComparisonTables.lineColumns(), lines, DIGITS);
        }
        if (!comparison.notes().isEmpty()) {
            text.gap();
        }
        comparison.notes().forEach(text::note);
        return text;
    }

    private static void settings(Document text, Comparison comparison, boolean results) {
        List<SettingDifference> rows = ComparisonTables.settings(comparison, results);
        if (!rows.isEmpty()) {
            text.gap().heading(results ? "Settings that differ" : "Names, search, execution and version that differ")
                    .table(ComparisonTables.settingColumns(comparison, false), rows, DIGITS);
        } else if (results) {
            text.gap().heading("No setting that bears on results differs.");
        }
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

    private static String finding(LineComparison lines) {
        CommonLine test = lines.test();
        StringBuilder text = new StringBuilder(lines.family().isEmpty() ? "" : lines.family() + ": ");
        String sweeps = String.join(", ", lines.sweeps());
        text.append(test.p() >= LEVEL ? "No difference is shown between the lines of " + sweeps
                        : "The lines of " + sweeps + " differ")
                .append(": likelihood ratio ").append(Numbers.fixed(test.statistic(), 2)).append(", ")
                .append(test.degreesOfFreedom()).append(" degrees of freedom, p = ").append(Numbers.p(test.p()))
                .append(" with what seeds share (a line each against T = ")
                .append(Numbers.line(test.common().slope(), test.common().intercept())).append(" for all).");
        for (SlopeDifference slope : lines.differences()) {
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
}
