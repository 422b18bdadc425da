package io.statecap.analysis.text;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.FamilySet;
import io.statecap.analysis.compare.LineComparison;
import io.statecap.analysis.compare.SettingDifference;
import io.statecap.analysis.compare.SlopeDifference;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.GroupText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A comparison of sweeps for the terminal. */
public final class ComparisonText {

    private static final double LEVEL = 0.05;
    private static final int DIGITS = 3;
    private static final int LONGEST_VALUE = 34;

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

    /** Whether the lines differ, one paragraph a set of families, and what that is worth. */
    public static List<String> findings(Comparison comparison) {
        List<String> paragraphs = new ArrayList<>();
        comparison.tests().forEach(test -> paragraphs.add(finding(test)));
        if (paragraphs.isEmpty()) {
            paragraphs.add("The lines cannot be compared: fewer than two sweeps have one by the joint fit.");
        } else {
            paragraphs.add(Comparison.SMALL_SAMPLES);
        }
        return paragraphs;
    }

    private static String finding(LineComparison test) {
        StringBuilder text = new StringBuilder(test.family().isEmpty() ? "" : test.family() + ": ");
        String sweeps = String.join(", ", test.sweeps());
        boolean confirmed = test.differences().stream().anyMatch(slope -> !slope.contains(0));
        text.append(test.p() >= LEVEL ? "No difference is shown between the lines of " + sweeps
                : confirmed ? "The lines of " + sweeps + " differ"
                : "By likelihood the lines of " + sweeps + " differ, which the seeds do not confirm for the slope")
                .append(String.format(Locale.ROOT, ": likelihood ratio %.2f, %d degrees of freedom, p = %s (a line each"
                        + " against T = %s*S %s %s for all).", test.statistic(), test.degreesOfFreedom(), p(test.p()),
                        FitTable.number(test.common().slope(), DIGITS), test.common().intercept() < 0 ? "-" : "+",
                        FitTable.number(Math.abs(test.common().intercept()), DIGITS)));
        for (SlopeDifference slope : test.differences()) {
            text.append(" Slope of ").append(slope.sweep()).append(" minus that of"
                    + " ").append(slope.against()).append(": ")
                    .append(FitTable.number(slope.difference(), DIGITS)).append(slope.ciLow() == null || slope.ciHigh() == null
                            ? " (open interval)." : " tokens an element (95 % "
                            + FitTable.number(slope.ciLow(), DIGITS) + " to " + FitTable.number(slope.ciHigh(), DIGITS) + ").");
        }
        return text.toString();
    }

    private static String p(double value) {
        return value < 1e-4 ? "below 0.0001" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String sweeps(Comparison comparison) {
        TextTable table = new TextTable("sweep", "trials", "collapsed", "");
        for (ComparedSweep sweep : comparison.sweeps()) {
            long collapsed = sweep.analysis().outcomes().stream().filter(outcome -> outcome.collapsed()).count();
            table.add(sweep.name(), Integer.toString(sweep.analysis().outcomes().size()), Long.toString(collapsed),
                    sweep.incomplete());
        }
        return "Judged by criterion " + comparison.criterion().name() + ", slice " + comparison.criterion().slice()
                + "\n"
                + table;
    }

    private static String settings(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        for (boolean results : new boolean[] {true, false}) {
            List<SettingDifference> rows = comparison.settings().stream().filter(row -> row.result() ==
                    results).toList();
            String what = results ? "Settings that differ" : "Names, search, execution and version that differ";
            if (rows.isEmpty()) {
                text.append(results ? "No setting that bears on results differs.\n" : "");
                continue;
            }
            List<String> header = new ArrayList<>(List.of("setting"));
            comparison.sweeps().forEach(sweep -> header.add(sweep.name()));
            TextTable table = new TextTable(header.toArray(String[]::new));
            for (SettingDifference row : rows) {
                List<String> cells = new ArrayList<>(List.of(row.path()));
                row.values().forEach(value -> cells.add(value.length() > LONGEST_VALUE
                        ? value.substring(0, LONGEST_VALUE - 3) + "..." : value));
                table.add(cells.toArray(String[]::new));
            }
            text.append(text.length() == 0 ? "" : "\n").append(what).append('\n').append(table);
        }
        return text.toString();
    }

    /** One row a size, one column a sweep. */
    private static String thresholds(Comparison comparison) {
        Map<String, TreeSet<Size>> targets = new TreeMap<>(Comparator.<String>reverseOrder());
        List<Map<String, Map<Size, ThresholdRow>>> found = new ArrayList<>();
        for (ComparedSweep sweep : comparison.sweeps()) {
            List<ThresholdRow> rows = sweep.analysis().thresholds().stream().filter(row -> row.seed() == null).toList();
            Map<String, String> labels = GroupText.shortLabels(rows.stream().map(ThresholdRow::group).toList());
            Map<String, Map<Size, ThresholdRow>> own = new TreeMap<>();
            for (ThresholdRow row : rows) {
                Size size = new Size(row.stateSize(), labels.get(row.group()));
                targets.computeIfAbsent(row.target(), target -> new TreeSet<>()).add(size);
                own.computeIfAbsent(row.target(), target -> new TreeMap<>()).put(size, row);
            }
            found.add(own);
        }
        StringBuilder text = new StringBuilder();
        targets.forEach((target, sizes) -> {
            List<String> header = new ArrayList<>(List.of("S", "size"));
            comparison.sweeps().forEach(sweep -> header.add(sweep.name()));
            TextTable table = new TextTable(header.toArray(String[]::new));
            for (Size size : sizes) {
                List<String> cells = new ArrayList<>(List.of(Long.toString(size.stateSize()), size.label()));
                found.forEach(own -> cells.add(cell(own.getOrDefault(target, Map.of()).get(size))));
                table.add(cells.toArray(String[]::new));
            }
            text.append(text.length() == 0 ? "" : "\n").append("Thresholds ").append(target)
                    .append(" (estimate in tokens, bracket over seeds; - is open)\n").append(table);
        });
        return text.length() == 0 ? "No thresholds.\n" : text.toString();
    }

    /** A size by its elements and by what sets it apart within its sweep. */
    private record Size(long stateSize, String label) implements Comparable<Size> {
        @Override
        public int compareTo(Size other) {
            return Comparator.comparingLong(Size::stateSize).thenComparing(Size::label).compare(this, other);
        }
    }

    private static String cell(ThresholdRow row) {
        return row == null ? "" : (row.estimate() == null ? "-" : FitTable.number(row.estimate(), DIGITS)) + " ("
                + (row.lower() == null ? "-" : row.lower()) + ".." + (row.upper() == null ? "-" : row.upper()) + ")";
    }

    private static String lines(Comparison comparison) {
        TextTable table = new TextTable("models", "sweep", "a", "95 % interval", "b", "95 % interval", "s", "trials");
        boolean any = false;
        for (FamilySet set : comparison.families()) {
            for (FamilySet.Member member : set.members()) {
                LawFit line = member.line();
                if (line != null) {
                    any = true;
                    Estimate a = line.parameter("a");
                    Estimate b = line.parameter("b");
                    table.add(set.label(), member.sweep(), FitTable.number(a.value(), DIGITS),
                            FitTable.interval(a.ciLow(),
                            a.ciHigh()), FitTable.number(b.value(), DIGITS), FitTable.interval(b.ciLow(), b.ciHigh()),
                            FitTable.number(line.scale().value(), DIGITS), Integer.toString(line.points()));
                }
            }
        }
        return any ? "Lines T = a*S + b by the joint fit (S in elements, T in tokens)\n" + table : "No lines.\n";
    }
}
