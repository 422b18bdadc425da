package io.statecap.analysis.report.page;

import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.view.Numbers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
        conclusions().forEach(words -> html.append("<p class=\"lead\">").append(Html.escape(words)).append("</p>\n"));
        if (!data.incomplete().isEmpty()) {
            html.append("<p class=\"missing\" id=\"incomplete\">").append(Html.escape(data.incomplete()))
                    .append("</p>\n");
        }
        html.append("<dl class=\"tiles\">\n");
        tiles().forEach((name, value) -> html.append("<div><dt>").append(Html.escape(name)).append("</dt><dd>")
                .append(Html.escape(value)).append("</dd></div>\n"));
        return html.append("</dl>\n").toString();
    }

    /** Which law fits, and what was left out or is uncertain: few notes are in sight, many a click away. */
    String findings() {
        if (data.findings().isEmpty() && data.notes().isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section id=\"findings\" aria-labelledby=\"findings-title\">\n"
                + "<h2 id=\"findings-title\">Which law fits, and notes</h2>\n");
        data.findings().forEach(finding -> html.append("<p>").append(Html.escape(finding)).append("</p>\n"));
        if (!data.notes().isEmpty()) {
            html.append("<details class=\"notes\"")
                    .append(data.notes().size() <= NOTES_IN_SIGHT ? " open=\"open\"" : "").append("><summary>")
                    .append(data.notes().size() == 1 ? "1 note" : Numbers.count(data.notes().size()) + " notes")
                    .append("</summary>\n<ul>\n");
            data.notes().forEach(note -> html.append("<li>").append(Html.escape(note)).append("</li>\n"));
            html.append("</ul></details>\n");
        }
        return html.append("</section>\n").toString();
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
                    + (sweep.commit() == null ? "" : sweep.commit()
                            .substring(0, Math.min(10, sweep.commit().length()))));
        }
        return tiles;
    }

    private long outcomes(String outcome) {
        return data.trials().stream().map(Tables::outcome).filter(outcome::equals).count();
    }

    /** The law by the joint fit, or what there is instead of it. */
    private List<String> conclusions() {
        if (data.trials().isEmpty()) {
            return List.of("No trial has finished yet: this report shows the configuration only.");
        }
        if (data.laws().isEmpty()) {
            return Stream.concat(data.conclusions().stream(), Stream.of("No law has been fitted yet.")).toList();
        }
        return data.conclusions().stream().map(words -> words.replace("*S", "\u00b7S").replace(" -", " \u2212"))
                .toList();
    }
}
