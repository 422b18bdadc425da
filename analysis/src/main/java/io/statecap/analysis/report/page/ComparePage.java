package io.statecap.analysis.report.page;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.text.ComparisonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The HTML of a comparison: as {@link Page}, one file that needs nothing else. */
public final class ComparePage {

    private final Comparison comparison;
    private final List<Figure> figures;
    private final List<Table> first;
    private final List<Table> last;

    public ComparePage(Comparison comparison, List<Figure> figures) {
        this.comparison = comparison;
        this.figures = List.copyOf(figures);
        this.first = List.of(CompareTables.tests(comparison), CompareTables.slopes(comparison),
                CompareTables.settings(comparison, true));
        this.last = List.of(CompareTables.lines(comparison), CompareTables.thresholds(comparison),
                CompareTables.settings(comparison, false));
    }

    public String html() {
        StringBuilder sections = new StringBuilder();
        StringBuilder contents = new StringBuilder();
        first.forEach(table -> {
            Page.section(sections, table);
            Page.link(contents, table.id(), table.title());
        });
        int number = 0;
        for (Figure figure : figures) {
            Page.section(sections, figure, ++number);
            Page.link(contents, figure.id(), figure.title());
        }
        last.forEach(table -> {
            Page.section(sections, table);
            Page.link(contents, table.id(), table.title());
        });
        Page.link(contents, "configuration", "Configuration");
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("title", Html.escape(comparison.sweeps().stream().map(ComparedSweep::name)
                .collect(Collectors.joining(" \u00b7 "))));
        parts.put("summary", summary());
        parts.put("sections", sections.append(notes()).toString());
        parts.put("contents", contents.toString());
        parts.put("configuration", configuration());
        parts.put("data", PageJson.of(Map.of("figures", figures, "tables",
                java.util.stream.Stream.concat(first.stream(), last.stream()).toList())));
        return Page.fill(parts);
    }

    private String summary() {
        StringBuilder html = new StringBuilder();
        ComparisonText.findings(comparison).forEach(words -> html.append("<p"
                + " class=\"lead\">").append(Html.escape(words))
                .append("</p>\n"));
        for (ComparedSweep sweep : comparison.sweeps()) {
            if (!sweep.incomplete().isEmpty()) {
                html.append("<p class=\"missing\">").append(Html.escape(sweep.name() + ": " + sweep.incomplete()))
                        .append("</p>\n");
            }
        }
        html.append("<dl class=\"tiles\">\n");
        comparison.sweeps().forEach(sweep ->
                html.append("<div><dt>").append(Html.escape(sweep.name())).append("</dt><dd>")
                .append(sweep.trials().size()).append(" trials</dd></div>\n"));
        return html.append("<div><dt>criterion</dt><dd>").append(Html.escape(comparison.criterion().name() + ", slice "
                + comparison.criterion().slice())).append("</dd></div>\n</dl>\n").toString();
    }

    private String notes() {
        if (comparison.notes().isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section id=\"notes\" aria-labelledby=\"notes-title\">\n"
                + "<h2 id=\"notes-title\">Notes</h2>\n<ul>\n");
        comparison.notes().forEach(note -> html.append("<li>").append(Html.escape(note)).append("</li>\n"));
        return html.append("</ul>\n</section>\n").toString();
    }

    private String configuration() {
        StringBuilder html = new StringBuilder();
        for (ComparedSweep sweep : comparison.sweeps()) {
            html.append("<details><summary>").append(Html.escape(sweep.name())).append("</summary>\n<pre tabindex=\"0\""
                    + " aria-label=\"sweep.json\">").append(Html.escape(SweepInfo.parse(sweep.sweepJson()).text()))
                    .append("</pre></details>\n");
        }
        return html.toString();
    }
}
