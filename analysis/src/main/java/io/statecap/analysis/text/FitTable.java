package io.statecap.analysis.text;

import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.LawFamily;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.law.PointsFit;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.RecallThresholds;
import io.statecap.analysis.threshold.SizeSummary;
import io.statecap.analysis.view.AnalysisTables;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import io.statecap.analysis.view.TextTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Thresholds and laws for the terminal: plain text of at most 100 columns. Groups are named by what sets them apart,
 * see {@link GroupText#labels}.
 */
public final class FitTable {

    private static final int WIDTH = 98;
    private static final int DIGITS = 5;
    private static final int SHORT_DIGITS = 3;
    private static final int MOST_SIZES = 6;

    private FitTable() {}

    /** Brackets of every state size and seed, one table a target, data, group family and criterion. */
    public static String thresholds(List<ThresholdRow> rows) {
        Map<String, String> labels = GroupText.labels(rows.stream().map(ThresholdRow::group).toList());
        StringBuilder text = new StringBuilder();
        sections(rows, FitTable::title).forEach((title, section) -> text.append(title).append(" (tokens; - is open)\n")
                .append(TextTable.of(AnalysisTables.thresholds(labels), section, DIGITS)));
        return text.toString();
    }

    private static String title(ThresholdRow row) {
        return "Thresholds " + row.target() + " of " + row.dataset() + ", criterion " + row.criterion() + ", slice "
                + row.slice() + on(row.horizon());
    }

    /** How far one looked. */
    private static String on(Long horizon) {
        return horizon == null ? "" : ", on " + Numbers.count(horizon) + " tokens";
    }

    private static <R> Map<String, List<R>> sections(List<R> rows, Function<R, String> title) {
        Map<String, List<R>> sections = new LinkedHashMap<>();
        rows.forEach(row -> sections.computeIfAbsent(title.apply(row), key -> new ArrayList<>()).add(row));
        return sections;
    }

    /** One row a parameter, one table a target and group family. */
    public static String laws(List<LawRow> rows) {
        if (rows.isEmpty()) {
            return "No law could be fitted.\n";
        }
        Map<String, String> labels = GroupText.labels(rows.stream().map(LawRow::group).toList());
        StringBuilder text = new StringBuilder();
        sections(rows, row -> "Laws for " + row.target() + (labels.get(row.group()).isEmpty() ? ""
                : ", " + labels.get(row.group())) + on(row.horizon())
                + " (S in elements, T in tokens; paper units: 10^6 and 1024)\n").forEach((title, section) ->
                text.append(text.length() == 0 ? "" : "\n").append(title)
                        .append(TextTable.of(AnalysisTables.laws(section), section, DIGITS)));
        return text.toString();
    }

    /** One row a state size, one table a target, data and criterion: the thresholds over all seeds. */
    private static String sizes(AnalysisResult result) {
        StringBuilder text = new StringBuilder();
        boolean searched = result.families().stream().anyMatch(LawFamily::searched);
        sections(SizeSummary.of(result.thresholds()), size -> title(size.row())).forEach((title, sizes) -> {
            boolean recall = sizes.get(0).row().target().equals(RecallThresholds.T_RECALL);
            text.append(title).append(" (tokens; - is open)\n")
                    .append(TextTable.of(AnalysisTables.sizes(recall), sizes, DIGITS))
                    .append(searched && !recall ? wrap(LawFamily.SEARCHED, "") + "\n" : "").append('\n');
        });
        return text.toString();
    }

    /** Thresholds and line for shorter looks at the same trials: one table a family that has more than one row. */
    private static String horizons(List<LawFamily> families) {
        StringBuilder text = new StringBuilder();
        for (LawFamily family : families) {
            if (family.horizons().size() > 1) {
                text.append(family.name()).append(" by how far one looks (tokens; thresholds of each S)\n")
                        .append(TextTable.of(AnalysisTables.horizons(family.horizons().get(0),
                                some(family.horizons().get(0))), family.horizons(), SHORT_DIGITS)).append('\n');
            }
        }
        return text.toString();
    }

    /** Of very many sizes some are enough to see whether thresholds move. */
    private static int[] some(HorizonRow row) {
        int count = row.stateSizes().size();
        return IntStream.range(0, Math.min(count, MOST_SIZES))
                .map(i -> count <= MOST_SIZES ? i : i * (count - 1) / (MOST_SIZES - 1)).toArray();
    }

    /** Conclusions, thresholds, laws, verdict, placebo and notes of a whole analysis. */
    public static String analysis(AnalysisResult result) {
        StringBuilder text = new StringBuilder();
        Conclusions.of(result).forEach(paragraph -> text.append(wrap(paragraph, "")).append('\n'));
        text.append(text.length() == 0 ? "" : "\n").append(sizes(result)).append(horizons(result.families()));
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
        result.notes().forEach(note -> text.append(wrap(note, "  ").replaceFirst("^ ", "-")).append('\n'));
        return text.toString();
    }

    /** How the line moves with the criterion, slope and intercept in elements and tokens. */
    public static String sensitivity(List<Sensitivity> rows) {
        StringBuilder text = new StringBuilder("Sensitivity of T = a*S + b to the criterion and to single sizes"
                + "\n(trials: collapsed of all; placebo: called collapsed where nothing can have; a, b: joint fit)\n");
        sections(rows, Sensitivity::family).forEach((family, section) -> text.append(family.isEmpty() ? "" : family
                + "\n")
                .append(TextTable.of(AnalysisTables.sensitivity(), section, SHORT_DIGITS)));
        return text.toString();
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
            Iterator<Double> leverage = fit.leverage().iterator();
            String table = TextTable.of(List.of(Column.of("S", "", Kind.NUMBER, Point::stateSize),
                    Column.of("T", "", Kind.NUMBER, Point::threshold),
                    Column.of("S/10^6", "", Kind.NUMBER, point -> point.stateSize() / Law.ELEMENTS),
                    Column.of("T/1024", "", Kind.NUMBER, point -> point.threshold() / Law.TOKENS),
                    Column.of("line", "", Kind.NUMBER, point -> fit.line().threshold(point.stateSize())),
                    Column.of("leverage", "", Kind.TEXT, point -> Numbers.fixed(leverage.next(), 3))),
                    fit.points(), DIGITS);
            text.append(table).append(laws(fit.rows()))
                    .append(wrap(LawVerdict.of(fit.rows().get(0).target(), fit.laws(), null), "")).append("\n\n");
        }
        return text.toString();
    }
}
