package io.statecap.analysis.report.page;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.text.ComparisonText;
import io.statecap.analysis.view.ComparisonTables;
import io.statecap.analysis.view.Table;
import java.util.ArrayList;
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
        this.first = List.of(Table.of("line-tests", "Do the lines differ?", "", ComparisonTables.testColumns(), List
                .of(),
                        comparison.tests(), "No test: fewer than two sweeps have a line by the joint fit."),
                Table.of("slopes", "Differences of slopes", "", ComparisonTables.slopeColumns(), List.of(),
                        ComparisonTables.slopes(comparison), "No lines to compare."),
                Table.of("settings", "Settings that differ", "", ComparisonTables.settingColumns(comparison, true),
                        List.of(), ComparisonTables.settings(comparison, true),
                        "No setting that bears on results differs."));
        List<Table> tables = new ArrayList<>(List.of(Table.of("lines", "The line of each sweep",
                "T = a\u00b7S + b by the joint fit to all trials of the sweep.", ComparisonTables.lineColumns(), List
                        .of(),
                ComparisonTables.lines(comparison), "No sweep has a line by the joint fit.")));
        ComparisonTables.sizes(comparison).forEach((target, rows) -> tables.add(Table.of("compared-sizes"
                        + (target.equals("T_train") ? "" : "-recall"), "Thresholds side by side, " + target,
                "Estimate in tokens, bracket over seeds; - is open: the grid does not reach that side.",
                ComparisonTables.sizeColumns(comparison), List.of("S"), rows, "No thresholds yet.")));
        tables.add(Table.of("execution", "Names, search, execution and version that differ", "",
                ComparisonTables.settingColumns(comparison, true), List.of(),
                ComparisonTables.settings(comparison, false), "None differs."));
        this.last = List.copyOf(tables);
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
