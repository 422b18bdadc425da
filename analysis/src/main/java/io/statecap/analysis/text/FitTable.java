package io.statecap.analysis.text;

import io.statecap.analysis.Analysis;
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
import io.statecap.analysis.view.Document;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Thresholds and laws for the terminal, at most 100 columns wide. Groups are named by what sets them apart, see {@link
 * GroupText#labels}.
 */
public final class FitTable {

    private static final int DIGITS = 5;
    private static final int SHORT_DIGITS = 3;
    private static final int MOST_SIZES = 6;

    private FitTable() {}

    /** Brackets of every state size and seed, one table a target, data, group family and criterion. */
    public static Document thresholds(List<ThresholdRow> rows) {
        Map<String, String> labels = GroupText.labels(rows.stream().map(ThresholdRow::group).toList());
        Document text = new Document();
        sections(rows, FitTable::title).forEach((title, section) -> text.heading(title)
                .table(AnalysisTables.thresholds(labels), section, DIGITS));
        return text;
    }

    private static String title(ThresholdRow row) {
        return "Thresholds " + row.target() + " of " + row.dataset() + ", criterion " + row.criterion() + ", slice "
                + row.slice() + on(row.horizon()) + " (tokens; - is open)";
    }

    /** How far one looked. */
    private static String on(Long horizon) {
        return horizon == null ? "" : ", on " + Numbers.count(horizon) + " tokens";
    }

    private static <R> Map<String, List<R>> sections(List<R> rows, Function<R, String> title) {
        return rows.stream().collect(Collectors.groupingBy(title, LinkedHashMap::new, Collectors.toList()));
    }

    /** One row a parameter, one table a target and group family. */
    public static Document laws(List<LawRow> rows) {
        Document text = new Document();
        if (rows.isEmpty()) {
            return text.heading("No law could be fitted.");
        }
        Map<String, String> labels = GroupText.labels(rows.stream().map(LawRow::group).toList());
        sections(rows, row -> "Laws for " + row.target() + (labels.get(row.group()).isEmpty() ? ""
                : ", " + labels.get(row.group())) + on(row.horizon())
                + " (S in elements, T in tokens; paper units: 10^6 and 1024)").forEach((title, section) ->
                text.gap().heading(title).table(AnalysisTables.laws(section), section, DIGITS));
        return text;
    }

    /** Conclusions, thresholds, laws, verdict, placebo and notes of a whole analysis. */
    public static Document analysis(Analysis result) {
        Document text = new Document();
        Conclusions.of(result).forEach(text::paragraph);
        text.gap();
        boolean searched = result.families().stream().anyMatch(LawFamily::searched);
        sections(SizeSummary.of(result.thresholds()), size -> title(size.row())).forEach((title, sizes) -> {
            boolean recall = sizes.get(0).row().target().equals(RecallThresholds.T_RECALL);
            text.heading(title).table(AnalysisTables.sizes(recall), sizes, DIGITS);
            if (searched && !recall) {
                text.paragraph(LawFamily.SEARCHED);
            }
            text.gap();
        });
        for (LawFamily family : result.families()) {
            if (family.horizons().size() > 1) {
                HorizonRow first = family.horizons().get(0);
                text.heading(family.name() + " by how far one looks (tokens; thresholds of each S)")
                        .table(AnalysisTables.horizons(first, some(first)), family.horizons(), SHORT_DIGITS).gap();
            }
        }
        if (result.families().isEmpty()
                || result.families().stream().anyMatch(family -> family.oneOutcome().isEmpty())) {
            text.add(laws(result.laws())).gap();
        }
        if (!result.verdict().isEmpty()) {
            text.paragraph(result.verdict());
        }
        if (!result.placebo().isEmpty()) {
            text.paragraph(Conclusions.placebo(result.placebo()));
        }
        result.notes().forEach(text::note);
        return text;
    }

    /** Of very many sizes some are enough to see whether thresholds move. */
    private static int[] some(HorizonRow row) {
        int count = row.stateSizes().size();
        return IntStream.range(0, Math.min(count, MOST_SIZES))
                .map(i -> count <= MOST_SIZES ? i : i * (count - 1) / (MOST_SIZES - 1)).toArray();
    }

    /** How the line moves with the criterion, slope and intercept in elements and tokens. */
    public static Document sensitivity(List<Sensitivity> rows) {
        Document text = new Document().heading("Sensitivity of T = a*S + b to the criterion and to single sizes")
                .heading("(trials: collapsed of all; placebo: called collapsed where nothing can have; a, b: joint"
                        + " fit)");
        sections(rows, Sensitivity::family).forEach((family, section) -> {
            if (!family.isEmpty()) {
                text.heading(family);
            }
            text.table(AnalysisTables.sensitivity(), section, SHORT_DIGITS);
        });
        return text;
    }

    /** Laws through given points, with each point's leverage on the line. */
    public static Document points(List<PointsFit> fits) {
        Document text = new Document();
        for (PointsFit fit : fits) {
            Iterator<Double> leverage = fit.leverage().iterator();
            text.heading(Count.of(fit.points().size(), "point")
                    + (fits.size() > 1 || fit.origin() ? ", " + fit.label() : ""));
            text.table(List.of(Column.of("S", "", Kind.NUMBER, Point::stateSize),
                    Column.of("T", "", Kind.NUMBER, Point::threshold),
                    Column.of("S/10^6", "", Kind.NUMBER, point -> point.stateSize() / Law.ELEMENTS),
                    Column.of("T/1024", "", Kind.NUMBER, point -> point.threshold() / Law.TOKENS),
                    Column.of("line", "", Kind.NUMBER, point -> fit.line().threshold(point.stateSize())),
                    Column.of("leverage", "", Kind.TEXT, point -> Numbers.fixed(leverage.next(), 3))),
                    fit.points(), DIGITS);
            text.add(laws(fit.rows())).paragraph(LawVerdict.of(fit.rows().get(0).target(), fit.laws(), null)).gap();
        }
        return text;
    }
}
