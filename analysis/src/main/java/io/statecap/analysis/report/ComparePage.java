package io.statecap.analysis.report;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Markup;
import io.statecap.analysis.text.ComparisonText;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.view.ComparisonTables;
import io.statecap.analysis.view.Table;
import io.statecap.analysis.view.Table.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The HTML of a comparison: as {@link Page}, one file that needs nothing else. */
final class ComparePage {

    private final Comparison comparison;
    private final Page page = new Page();

    private ComparePage(Comparison comparison) {
        this.comparison = comparison;
    }

    static String html(Comparison comparison, List<Figure> figures) {
        return new ComparePage(comparison).html(figures);
    }

    private String html(List<Figure> figures) {
        add("line-tests", "Do the lines differ?", "", ComparisonTables.testColumns(), comparison.tests(),
                "No test: fewer than two sweeps have a line by the joint fit.");
        add("slopes", "Differences of slopes", "", ComparisonTables.slopeColumns(), ComparisonTables.slopes(comparison),
                "No lines to compare.");
        add("settings", "Settings that differ", "", ComparisonTables.settingColumns(comparison, true),
                ComparisonTables.settings(comparison, true), "No setting that bears on results differs.");
        figures.forEach(page::add);
        add("lines", "The line of each sweep", "T = a\u00b7S + b by the joint fit to all trials of the sweep.",
                ComparisonTables.lineColumns(), ComparisonTables.lines(comparison),
                "No sweep has a line by the joint fit.");
        ComparisonTables.sizes(comparison).forEach((target, rows) -> page.add(Table.of("compared-sizes"
                        + (target.equals("T_train") ? "" : "-recall"), "Thresholds side by side, " + target,
                "Estimate in tokens, bracket over seeds; - is open: the grid does not reach that side.",
                ComparisonTables.sizeColumns(comparison), List.of("S"), rows, "No thresholds yet.")));
        add("execution", "Names, search, execution and version that differ", "",
                ComparisonTables.settingColumns(comparison, true), ComparisonTables.settings(comparison, false),
                "None differs.");
        if (!comparison.notes().isEmpty()) {
            Markup notes = new Markup().open("section", "id", "notes", "aria-labelledby", "notes-title")
                    .element("h2", "Notes", "id", "notes-title").open("ul");
            comparison.notes().forEach(note -> notes.element("li", note));
            page.add(notes.close("ul").close("section"));
        }
        Markup configuration = new Markup();
        comparison.sweeps().forEach(sweep -> configuration.open("details").element("summary", sweep.name())
                .raw(Page.configuration(sweep.sweepJson())).close("details"));
        return page.html(comparison.sweeps().stream().map(ComparedSweep::name).collect(Collectors.joining(" \u00b7 ")),
                summary(), configuration);
    }

    private <R> void add(String id, String title, String note, List<Column<R>> columns, List<R> rows, String missing) {
        page.add(Table.of(id, title, note, columns, List.of(), rows, missing));
    }

    private Markup summary() {
        Markup html = new Markup();
        ComparisonText.findings(comparison).forEach(words -> html.element("p", words, "class", "lead"));
        Map<String, String> tiles = new LinkedHashMap<>();
        for (ComparedSweep sweep : comparison.sweeps()) {
            if (!sweep.incomplete().isEmpty()) {
                html.element("p", sweep.name() + ": " + sweep.incomplete(), "class", "missing");
            }
            tiles.put(sweep.name(), Count.of(sweep.trials().size(), "trial"));
        }
        tiles.put("criterion", comparison.criterion().name() + ", slice " + comparison.criterion().slice());
        return html.raw(Page.tiles(tiles));
    }
}
