package io.statecap.analysis.report.page;

import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.table.LawRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The head of the page: what came out, in a sentence and a few numbers. */
final class Summary {

    private final SweepInfo sweep;
    private final ReportData data;

    Summary(SweepInfo sweep, ReportData data) {
        this.sweep = sweep;
        this.data = data;
    }

    String html() {
        StringBuilder html = new StringBuilder();
        html.append("<p class=\"lead\">").append(Html.escape(headline())).append("</p>\n");
        data.findings().forEach(finding -> html.append("<p>").append(Html.escape(finding)).append("</p>\n"));
        html.append("<dl class=\"tiles\">\n");
        tiles().forEach((name, value) -> html.append("<div><dt>").append(Html.escape(name)).append("</dt><dd>")
                .append(Html.escape(value)).append("</dd></div>\n"));
        return html.append("</dl>\n").toString();
    }

    private Map<String, String> tiles() {
        Map<String, String> tiles = new LinkedHashMap<>();
        tiles.put("trials", Numbers.count(data.trials().size()));
        tiles.put("healthy", Numbers.count(outcomes("healthy")));
        tiles.put("collapsed", Numbers.count(outcomes("collapsed")));
        tiles.put("failed", Numbers.count(outcomes("failed")));
        if (sweep.criterionKind() != null) {
            String unit = "excess".equals(sweep.criterionKind()) ? " nats" : "";
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

    /** The line of T_train, by maximum likelihood where there is one. */
    private String headline() {
        if (data.trials().isEmpty()) {
            return "No trial has finished yet: this report shows the configuration only.";
        }
        LawRow slope = line("a");
        LawRow intercept = line("b");
        if (slope == null || intercept == null) {
            return "No law has been fitted yet.";
        }
        return "The training length needed grows with the state size as T = " + Numbers.plain(slope.value()) + "·S "
                + (intercept.value() < 0 ? "− " : "+ ") + Numbers.plain(Math.abs(intercept.value()))
                + " (tokens, elements)" + interval(slope) + ".";
    }

    private static String interval(LawRow slope) {
        return slope.ciLow() == null || slope.ciHigh() == null ? ""
                : "; the 95 % interval of the slope runs from " + signed(slope.ciLow()) + " to " + signed(slope.ciHigh())
                        + (slope.ciLow() <= 0 && slope.ciHigh() >= 0 ? ", so growth itself is not certain" : "");
    }

    private static String signed(double value) {
        return Numbers.plain(value).replace('-', '−');
    }

    private LawRow line(String parameter) {
        List<LawRow> rows = data.laws().stream()
                .filter(row -> "T_train".equals(row.target()) && "linear".equals(row.law())
                        && parameter.equals(row.parameter()) && row.value() != null).toList();
        return rows.stream().filter(row -> "interval_ml".equals(row.method())).findFirst()
                .orElse(rows.isEmpty() ? null : rows.get(0));
    }
}
