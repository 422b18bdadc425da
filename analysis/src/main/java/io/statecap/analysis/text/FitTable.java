package io.statecap.analysis.text;

import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.LawFamily;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.LawVerdict;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.law.PointsFit;
import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.RecallThresholds;
import io.statecap.analysis.threshold.SizeSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Thresholds and laws for the terminal: plain text of at most 100 columns. Groups are named by what sets them apart,
 * see {@link GroupText#labels}.
 */
public final class FitTable {

    private static final String OPEN = "-";
    private static final int WIDTH = 98;
    private static final int DIGITS = 5;
    private static final int INTERVAL_DIGITS = 4;
    private static final int SHORT_DIGITS = 3;
    private static final int BRIEF_DIGITS = 2;
    private static final int MOST_SIZES = 6;
    /** Rounding errors of sums; no quantity of interest is so small. */
    private static final double NEGLIGIBLE = 1e-12;

    private FitTable() {}

    /** Brackets of every state size and seed, one table a target, data, group family and criterion. */
    public static String thresholds(List<ThresholdRow> rows) {
        Map<String, List<ThresholdRow>> sections = new LinkedHashMap<>();
        for (ThresholdRow row : rows) {
            String title = row.target() + " of " + row.dataset() + ", criterion " + row.criterion() + ", slice "
                    + row.slice();
            sections.computeIfAbsent(title, key -> new ArrayList<>()).add(row);
        }
        Map<String, String> labels = GroupText.labels(rows.stream().map(ThresholdRow::group).toList());
        StringBuilder text = new StringBuilder();
        sections.forEach((title, section) -> {
            text.append("Thresholds ").append(title).append(" (tokens; - is open)\n");
            TextTable table = new TextTable("S", "seed", "lower", "upper", "estimate", "95 % interval", "monotone",
                    "group");
            for (ThresholdRow row : section) {
                table.add(Long.toString(row.stateSize()), row.seed() == null ? "all" : row.seed().toString(),
                        orOpen(row.lower()), orOpen(row.upper()),
                        row.estimate() == null ? OPEN : number(row.estimate()),
                        row.seed() != null ? "" : openInterval(row.ciLow(), row.ciHigh()),
                        row.monotone() ? "yes" : "NO", labels.get(row.group()));
            }
            text.append(table).append('\n');
        });
        return text.toString();
    }

    /** Laws with their parameters in elements and tokens and in the paper's units. */
    public static String laws(List<LawRow> rows) {
        if (rows.isEmpty()) {
            return "No law could be fitted.\n";
        }
        Map<List<String>, List<LawRow>> fits = new LinkedHashMap<>();
        for (LawRow row : rows) {
            fits.computeIfAbsent(List.of(row.target(), row.group(), row.method(), row.law()),
                    key -> new ArrayList<>()).add(row);
        }
        Map<String, String> labels = GroupText.labels(rows.stream().map(LawRow::group).toList());
        Map<String, TextTable> tables = new LinkedHashMap<>();
        fits.values().forEach(fit -> addLaw(tables.computeIfAbsent(title(fit.get(0),
                labels.get(fit.get(0).group())), key -> new TextTable("method",
                "law", "", "value", "95 % interval", "paper units", "R2", "AICc", "n")), fit));
        StringBuilder text = new StringBuilder();
        tables.forEach((title, table) -> text.append(text.length() == 0 ? "" : "\n").append(title).append(table));
        return text.toString();
    }

    private static String title(LawRow row, String label) {
        return "Laws for " + row.target() + (label.isEmpty() ? "" : ", " + label)
                + on(row.horizon()) + " (S in elements, T in tokens; paper units: 10^6 and 1024)\n";
    }

    private static void addLaw(TextTable table, List<LawRow> fit) {
        Law law = Law.of(fit.get(0).law());
        int own = law.parameterNames().size();
        double[] paper = law.inPaperUnits(fit.stream().limit(own).mapToDouble(LawRow::value).toArray());
        for (int i = 0; i < fit.size(); i++) {
            LawRow row = fit.get(i);
            boolean first = i == 0;
            table.add(first ? row.method() : "", first ? row.law() : "", row.parameter(), number(row.value()),
                    interval(row.ciLow(), row.ciHigh()), i < own && row.xUnit().equals(Law.X_UNIT) ? number(paper[i]) : "",
                    !first ? "" : row.r2() == null ? OPEN : fixed(row.r2(), 4),
                    !first ? "" : row.aicc() == null ? OPEN : fixed(row.aicc(), 1),
                    first ? Integer.toString(row.points()) : "");
        }
    }

    /** One row a state size, one table a target, data and criterion: the thresholds over all seeds. */
    public static String sizes(List<ThresholdRow> rows) {
        Map<String, TextTable> tables = new LinkedHashMap<>();
        for (SizeSummary size : SizeSummary.of(rows)) {
            ThresholdRow row = size.row();
            boolean recall = row.target().equals(RecallThresholds.T_RECALL);
            tables.computeIfAbsent("Thresholds " + row.target() + " of " + row.dataset() + ", criterion "
                            + row.criterion() + ", slice " + row.slice() + on(row.horizon()) + " (tokens; - is open)\n",
                    title -> new TextTable("size", "S", recall ? "recalled" : "longest collapsing",
                            recall ? "not recalled" : "shortest healthy", "agree", "estimate",
                            "95 % interval", "trials"))
                    .add(size.label(), Long.toString(row.stateSize()), orOpen(row.lower()),
                            orOpen(row.upper()), size.agreement(),
                            row.estimate() == null ? OPEN : number(row.estimate(), INTERVAL_DIGITS),
                            openInterval(row.ciLow(), row.ciHigh()), Integer.toString(row.trials()));
        }
        StringBuilder text = new StringBuilder();
        tables.forEach((title, table) -> text.append(title).append(table).append('\n'));
        return text.toString();
    }

    /** How far one looked. */
    static String on(Long horizon) {
        return horizon == null ? "" : ", on " + Numbers.count(horizon) + " tokens";
    }

    /** Thresholds and line for shorter looks at the same trials: one table a family that has more than one row. */
    public static String horizons(List<LawFamily> families) {
        StringBuilder text = new StringBuilder();
        for (LawFamily family : families) {
            if (family.horizons().size() > 1) {
                List<String> header = new ArrayList<>(List.of("horizon", "collapsed", "slope a", "95 % interval"));
                int count = family.horizons().get(family.horizons().size() - 1).stateSizes().size();
                // Of very many sizes some are enough to see whether thresholds move.
                int[] shown = IntStream.range(0, Math.min(count, MOST_SIZES))
                        .map(i -> count <= MOST_SIZES ? i : i * (count - 1) / (MOST_SIZES - 1)).toArray();
                List<Double> sizes = family.horizons().get(family.horizons().size() - 1).stateSizes();
                IntStream.of(shown).forEach(i -> header.add("S=" + number(sizes.get(i))));
                TextTable table = new TextTable(header.toArray(String[]::new));
                for (HorizonRow row : family.horizons()) {
                    List<String> cells = new ArrayList<>(List.of(Long.toString(row.horizon()), row.collapsed() + "/"
                            + row.trials(), row.slope() == null ? OPEN : number(row.slope(), SHORT_DIGITS),
                            interval(row.ciLow(), row.ciHigh(), BRIEF_DIGITS)));
                    IntStream.of(shown).mapToObj(row.estimates()::get)
                            .forEach(value -> cells.add(value == null ? OPEN : number(value, SHORT_DIGITS)));
                    table.add(cells.toArray(String[]::new));
                }
                text.append(family.target()).append(family.label().isEmpty() ? "" : " of " + family.label())
                        .append(" by how far one looks (tokens; thresholds of each S)\n").append(table).append('\n');
            }
        }
        return text.toString();
    }

    /** Conclusions, thresholds, laws, verdict, placebo and notes of a whole analysis. */
    public static String analysis(AnalysisResult result) {
        StringBuilder text = new StringBuilder();
        for (String paragraph : Conclusions.of(result)) {
            text.append(wrap(paragraph, "")).append('\n');
        }
        text.append(text.length() == 0 ? "" : "\n").append(sizes(result.thresholds()))
                .append(horizons(result.families()));
        if (result.families().isEmpty()
                || result.families().stream().anyMatch(family -> family.oneOutcome().isEmpty())) {
            text.append(laws(result.laws())).append('\n');
        }
        if (!result.verdict().isEmpty()) {
            text.append(wrap(result.verdict(), "")).append('\n');
        }
        if (!result.placebo().isEmpty()) {
            text.append(wrap(Conclusions.placebo(result.placebo()), "")).append('\n');
        }
        for (String note : result.notes()) {
            text.append(wrap(note, "  ").replaceFirst("^ ", "-")).append('\n');
        }
        return text.toString();
    }

    /** How the line moves with the criterion, slope and intercept in elements and tokens. */
    public static String sensitivity(List<Sensitivity> rows) {
        StringBuilder text = new StringBuilder("Sensitivity of T = a*S + b to the criterion and to single sizes"
                + "\n(trials: collapsed of all; placebo: called collapsed where nothing can have;"
                + " a, b: joint fit)\n");
        Map<String, TextTable> tables = new LinkedHashMap<>();
        for (Sensitivity row : rows) {
            TextTable table = tables.computeIfAbsent(row.family(), family -> new TextTable("criterion", "slice",
                    "trials", "placebo", "a", "95 % interval", "b", "a (ols)"));
            table.add(row.name().replace("baselineWindow", "window"), row.criterion().slice(),
                    row.collapsed() + "/" + row.trials(),
                    fixed(100 * row.placebo(), 1) + " %", value(row.joint(), "a"), row.joint() == null ? OPEN
                            : interval(row.joint().parameter("a").ciLow(), row.joint().parameter("a").ciHigh(),
                                    BRIEF_DIGITS),
                    value(row.joint(), "b"), value(row.ols(), "a"));
        }
        tables.forEach((family, table) ->
                text.append(family.isEmpty() ? "" : family + "\n").append(table));
        return text.toString();
    }

    private static String value(LawFit fit, String parameter) {
        return fit == null ? OPEN : number(fit.parameter(parameter).value(), SHORT_DIGITS);
    }

    static String wrap(String text, String indent) {
        StringBuilder wrapped = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                wrapped.append('\n');
                column = 0;
            }
            wrapped.append(column == 0 ? indent : " ").append(word);
            column += (column == 0 ? indent.length() : 1) + word.length();
            int lineBreak = word.lastIndexOf('\n');
            if (lineBreak >= 0) {
                column = word.length() - lineBreak - 1;
            }
        }
        return wrapped.toString();
    }

    /** Laws through given points, with each point's leverage on the line. */
    public static String points(List<PointsFit> fits) {
        StringBuilder text = new StringBuilder();
        for (PointsFit fit : fits) {
            text.append(Count.of(fit.points().size(), "point"));
            text.append(fits.size() > 1 || fit.origin() ? ", " + fit.label() : "").append('\n');
            TextTable table = new TextTable("S", "T", "S/10^6", "T/1024", "line", "leverage");
            for (int i = 0; i < fit.points().size(); i++) {
                Point point = fit.points().get(i);
                table.add(number(point.stateSize()), number(point.threshold()),
                        number(point.stateSize() / Law.ELEMENTS), number(point.threshold() / Law.TOKENS),
                        number(fit.line().threshold(point.stateSize())), fixed(fit.leverage().get(i), 3));
            }
            text.append(table).append(laws(fit.rows()))
                    .append(wrap(LawVerdict.of(fit.rows().get(0).target(), fit.laws(), null), "")).append("\n\n");
        }
        return text.toString();
    }

    /** An interval in words where an end is open. */
    private static String openInterval(Double low, Double high) {
        if (low != null && high != null || low == null && high == null) {
            return interval(low, high);
        }
        return low == null ? "up to " + number(high, INTERVAL_DIGITS) : "from " + number(low, INTERVAL_DIGITS);
    }

    static String interval(Double low, Double high) {
        return interval(low, high, INTERVAL_DIGITS);
    }

    private static String interval(Double low, Double high, int digits) {
        return low == null && high == null ? OPEN : "[" + (low == null ? "-inf" : number(low, digits)) + ", "
                + (high == null ? "inf" : number(high, digits)) + "]";
    }

    private static String orOpen(Long value) {
        return value == null ? OPEN : value.toString();
    }

    private static String fixed(double value, int digits) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    /** Five significant digits; integers up to nine digits as they are. */
    static String number(double value) {
        return number(value, DIGITS);
    }

    /** A number so close to 1 that its digits would not show, as a rate an element is, reads {@code 1+3.1e-07}. */
    static String number(double value, int digits) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        double size = Math.abs(value);
        if (size < NEGLIGIBLE) {
            return "0";
        }
        if (Math.abs(value - 1) < 1e-3) {
            return String.format(Locale.ROOT, "1%+." + (digits - 2) + "e", value - 1);
        }
        if (size >= 1e-3 && size < 1e6) {
            return fixed(value, Math.max(0, digits - 1 - (int) Math.floor(Math.log10(size))));
        }
        return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    }
}
