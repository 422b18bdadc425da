package io.statecap.analysis.text;

import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.law.PointsFit;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Thresholds and laws for the terminal: plain text, at most 100 columns as long as group names are short. */
public final class FitTable {

    private static final String OPEN = "-";

    private FitTable() {}

    /** Brackets of every state size and seed, one table a target, data, group family and criterion. */
    public static String thresholds(List<ThresholdRow> rows) {
        Map<String, List<ThresholdRow>> sections = new LinkedHashMap<>();
        for (ThresholdRow row : rows) {
            String title = row.target() + " of " + row.dataset() + ", criterion " + row.criterion() + ", slice "
                    + row.slice();
            sections.computeIfAbsent(title, key -> new ArrayList<>()).add(row);
        }
        StringBuilder text = new StringBuilder();
        sections.forEach((title, section) -> {
            text.append("Thresholds ").append(title).append(" (tokens; - is open)\n");
            TextTable table = new TextTable("S", "seed", "lower", "upper", "estimate", "95 % interval", "monotone",
                    "group");
            for (ThresholdRow row : section) {
                table.add(Long.toString(row.stateSize()), row.seed() == null ? "all" : row.seed().toString(),
                        orOpen(row.lower()), orOpen(row.upper()),
                        row.estimate() == null ? OPEN : number(row.estimate()),
                        row.seed() != null ? "" : interval(row.ciLow(), row.ciHigh()),
                        row.monotone() ? "yes" : "NO", row.group());
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
        StringBuilder text = new StringBuilder(
                "Laws (S in elements, T in tokens; paper units: S in 10^6 elements, T in 1024 tokens)\n");
        Map<List<String>, List<LawRow>> fits = new LinkedHashMap<>();
        for (LawRow row : rows) {
            fits.computeIfAbsent(List.of(row.target(), row.group(), row.criterion(), row.slice(), row.method(),
                    row.law()), key -> new ArrayList<>()).add(row);
        }
        String group = rows.get(0).group();
        boolean severalGroups = rows.stream().anyMatch(row -> !row.group().equals(group));
        if (!severalGroups && !group.isEmpty()) {
            text.append("group ").append(group).append('\n');
        }
        Map<String, TextTable> tables = new LinkedHashMap<>();
        fits.values().forEach(fit -> addLaw(tables.computeIfAbsent(fit.get(0).group(), key -> new TextTable("target",
                "method", "law", "", "value", "95 % interval", "paper units", "R2", "AIC", "n")), fit));
        tables.forEach((name, groupTable) -> {
            if (severalGroups) {
                text.append("group ").append(name.isEmpty() ? "(none)" : name).append('\n');
            }
            text.append(groupTable);
        });
        return text.toString();
    }

    private static void addLaw(TextTable table, List<LawRow> fit) {
        Law law = law(fit.get(0).law());
        double[] paper = law.inPaperUnits(fit.stream().mapToDouble(LawRow::value).toArray());
        for (int i = 0; i < fit.size(); i++) {
            LawRow row = fit.get(i);
            boolean first = i == 0;
            table.add(first ? row.target() : "", first ? row.method() : "", first ? row.law() : "", row.parameter(),
                    number(row.value()), interval(row.ciLow(), row.ciHigh()), number(paper[i]),
                    !first ? "" : row.r2() == null ? OPEN : fixed(row.r2(), 4),
                    !first ? "" : row.aic() == null ? OPEN : fixed(row.aic(), 1),
                    first ? Integer.toString(row.points()) : "");
        }
    }

    /** Laws through given points, with each point's leverage on the line. */
    public static String points(List<PointsFit> fits) {
        StringBuilder text = new StringBuilder();
        for (PointsFit fit : fits) {
            text.append(fit.points().size()).append(" points");
            text.append(fits.size() > 1 || fit.origin() ? ", " + fit.label() : "").append('\n');
            TextTable table = new TextTable("S", "T", "S/10^6", "T/1024", "line", "leverage");
            for (int i = 0; i < fit.points().size(); i++) {
                Point point = fit.points().get(i);
                table.add(number(point.stateSize()), number(point.threshold()),
                        number(point.stateSize() / Law.ELEMENTS), number(point.threshold() / Law.TOKENS),
                        number(fit.line().threshold(point.stateSize())), fixed(fit.leverage().get(i), 3));
            }
            text.append(table).append(laws(fit.rows())).append('\n');
        }
        return text.toString();
    }

    private static Law law(String text) {
        for (Law law : Law.values()) {
            if (law.text().equals(text)) {
                return law;
            }
        }
        throw new IllegalArgumentException("law is '" + text + "', allowed are constant, linear, power, exponential");
    }

    private static String interval(Double low, Double high) {
        return low == null && high == null ? OPEN
                : "[" + (low == null ? "-inf" : number(low)) + ", " + (high == null ? "inf" : number(high)) + "]";
    }

    private static String orOpen(Long value) {
        return value == null ? OPEN : value.toString();
    }

    private static String fixed(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Five significant digits; integers up to nine digits as they are. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        double size = Math.abs(value);
        if (size >= 1e-3 && size < 1e6) {
            int digits = Math.max(0, 4 - (int) Math.floor(Math.log10(size)));
            return fixed(value, digits);
        }
        return String.format(Locale.ROOT, "%.4e", value);
    }
}
