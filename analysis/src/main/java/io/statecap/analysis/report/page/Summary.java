package io.statecap.analysis.report.page;

import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.threshold.SizeSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The head of the page: what came out, in a sentence and a few numbers. */
final class Summary {

    private static final int NOTES_IN_SIGHT = 4;

    private final SweepInfo sweep;
    private final ReportData data;

    Summary(SweepInfo sweep, ReportData data) {
        this.sweep = sweep;
        this.data = data;
    }

    String html() {
        StringBuilder html = new StringBuilder();
        html.append("<p class=\"lead\">").append(Html.escape(data.answer().isEmpty() ? headline() : data.answer().get(0))).append("</p>\n");
        data.answer().stream().skip(1).forEach(text -> html.append("<p>").append(Html.escape(text)).append("</p>\n"));
        html.append(sizes());
        data.findings().forEach(finding -> html.append("<p>").append(Html.escape(finding)).append("</p>\n"));
        html.append(notes());
        html.append("<dl class=\"tiles\">\n");
        tiles().forEach((name, value) -> html.append("<div><dt>").append(Html.escape(name)).append("</dt><dd>")
                .append(Html.escape(value)).append("</dd></div>\n"));
        return html.append("</dl>\n").toString();
    }

    /** One row a size: between which lengths its threshold lies. */
    private String sizes() {
        List<SizeSummary> sizes = SizeSummary.of(data.thresholds()).stream()
                .filter(size -> size.row().target().equals("T_train")).toList();
        if (sizes.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<div class=\"scroll answer\"><table><thead><tr>");
        for (String name : List.of("size", "S, elements", "longest collapsing T", "shortest healthy T",
                "seeds that agree", "estimate of T", "95 % interval")) {
            html.append("<th class=\"plain\">").append(name).append("</th>");
        }
        html.append("</tr></thead><tbody>\n");
        for (SizeSummary size : sizes) {
            ThresholdRow row = size.row();
            html.append("<tr><td>").append(Html.escape(size.label())).append("</td>");
            for (String cell : List.of(Numbers.count(row.stateSize()),
                    row.lower() == null ? "none" : Numbers.count(row.lower()),
                    row.upper() == null ? "none" : Numbers.count(row.upper()), size.agreement(),
                    row.estimate() == null ? "open" : Numbers.count(Math.round(row.estimate())),
                    interval(row.ciLow(), row.ciHigh()))) {
                html.append("<td class=\"right\">").append(Html.escape(cell)).append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String interval(Double low, Double high) {
        if (low == null && high == null) {
            return "open";
        }
        return (low == null ? "up" : Numbers.count(Math.round(low))) + " to "
                + (high == null ? "open" : Numbers.count(Math.round(high)));
    }

    /** Few are in sight, many a click away. */
    private String notes() {
        if (data.notes().isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<details class=\"notes\"")
                .append(data.notes().size() <= NOTES_IN_SIGHT ? " open=\"open\"" : "").append("><summary>")
                .append(data.notes().size() == 1 ? "1 note" : Numbers.count(data.notes().size()) + " notes")
                .append("</summary>\n<ul>\n");
        data.notes().forEach(note -> html.append("<li>").append(Html.escape(note)).append("</li>\n"));
        return html.append("</ul></details>\n").toString();
    }

    private Map<String, String> tiles() {
        Map<String, String> tiles = new LinkedHashMap<>();
        tiles.put("trials", Numbers.count(data.trials().size()));
        tiles.put("healthy", Numbers.count(outcomes("healthy")));
        tiles.put("collapsed", Numbers.count(outcomes("collapsed")));
        tiles.put("failed", Numbers.count(outcomes("failed")));
        if (sweep.criterionKind() != null) {
            String unit = "paper".equals(sweep.criterionKind()) ? "" : " nats";
            tiles.put("criterion", sweep.criterionKind()
                    + (sweep.criterionLimit() == null ? "" : " > " + Numbers.plain(sweep.criterionLimit()) + unit)
                    + ", slice " + sweep.criterionSlice());
        }
        if (sweep.version() != null || sweep.commit() != null) {
            tiles.put("version", (sweep.version() == null ? "" : sweep.version() + " ")
                    + (sweep.commit() == null ? "" : sweep.commit().substring(0, Math.min(10, sweep.commit().length()))));
        }
        return tiles;
    }

    private long outcomes(String outcome) {
        return data.trials().stream().map(Tables::outcome).filter(outcome::equals).count();
    }

    /** What to say where an analysis gave no answer: the line of T_train if there is one. */
    private String headline() {
        if (data.trials().isEmpty()) {
            return "No trial has finished yet: this report shows the configuration only.";
        }
        if (data.laws().stream().filter(Summary::isTrainingLine).map(LawRow::group).distinct().count() > 1) {
            return "This sweep has several groups of models, each with a law of its own.";
        }
        LawRow slope = line("a");
        LawRow intercept = line("b");
        if (slope == null || intercept == null) {
            return "No law has been fitted yet.";
        }
        String line = "T = " + signed(slope.value()) + "·S " + (intercept.value() < 0 ? "− " : "+ ")
                + Numbers.plain(Math.abs(intercept.value())) + " (tokens, elements)";
        if (slope.ciLow() == null || slope.ciHigh() == null) {
            return "The line through the thresholds is " + line + "; how sure its slope is cannot be said.";
        }
        String interval = "the 95 % interval of the slope runs from " + signed(slope.ciLow()) + " to "
                + signed(slope.ciHigh());
        if (slope.ciLow() > 0) {
            return "The training length needed grows with the state size as " + line + "; " + interval + ".";
        }
        return "The line through the thresholds is " + line + "; " + interval
                + (slope.ciHigh() < 0 ? "." : ", so growth with the state size is not shown.");
    }

    private static boolean isTrainingLine(LawRow row) {
        return "T_train".equals(row.target()) && "linear".equals(row.law()) && row.value() != null;
    }

    private static String signed(double value) {
        return Numbers.plain(value).replace('-', '−');
    }

    private LawRow line(String parameter) {
        List<LawRow> rows = data.laws().stream()
                .filter(row -> isTrainingLine(row) && parameter.equals(row.parameter())).toList();
        return rows.stream().filter(row -> "joint".equals(row.method())).findFirst()
                .orElse(rows.isEmpty() ? null : rows.get(0));
    }
}
