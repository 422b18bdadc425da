package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Markup;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.view.Table;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of figures and tables in the order in which they are added: template, style and scripts in one file that needs
 * nothing else. Figures are drawn and tables filled in it already; scripts add what readers do with them.
 */
final class Page {

    private static final List<String> SCRIPTS = List.of("page.js", "figures.js", "address.js", "tables.js");
    private static final int NOTES_IN_SIGHT = 4;
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    /** What came out, in sentences. */
    final Markup summary = new Markup();
    final Markup sections = new Markup();
    private final Markup contents = new Markup();
    private final Markup configuration = new Markup();
    private final Markup tiles = new Markup();
    private int figures;

    /** A name with a value below the summary; without one, none. */
    void tile(String name, String value) {
        if (!value.isEmpty()) {
            tiles.open("div").element("dt", name).element("dd", value).close("div");
        }
    }

    /** A configuration, behind the name of its sweep where there are several. */
    void configuration(String name, String json) {
        Markup text = json.isBlank() ? new Markup().element("p", "This directory has no sweep.json.", "class",
                "missing") : new Markup().element("pre", json, "tabindex", 0, "aria-label", "sweep.json");
        if (name.isEmpty()) {
            configuration.raw(text);
        } else {
            configuration.open("details").element("summary", name).raw(text).close("details");
        }
    }

    /** Findings, then notes: few are in sight, many a click away. */
    void notes(String id, String title, List<String> findings, List<String> notes) {
        if (findings.isEmpty() && notes.isEmpty()) {
            return;
        }
        begin("notes", id, title, "");
        findings.forEach(finding -> sections.element("p", finding));
        if (!notes.isEmpty()) {
            sections.open("details", "class", "notes", "open", notes.size() <= NOTES_IN_SIGHT ? "open" : null)
                    .element("summary", Count.of(notes.size(), "note")).open("ul");
            notes.forEach(note -> sections.element("li", note));
            sections.close("ul").close("details");
        }
        sections.close("section");
    }

    void add(Table table) {
        begin("table", table.id(), table.title(), "");
        if (table.rows().isEmpty()) {
            sections.element("p", table.missing(), "class", "missing");
        } else {
            sections.raw(TableHtml.of(table));
        }
        sections.close("section");
    }

    void add(Figure figure) {
        String id = figure.id();
        begin("figure", id, figure.title(), new Markup().element("span", "Figure " + ++figures, "class", "number"));
        if (figure.isDrawn()) {
            sections.open("figure").open("div", "class", "drawing", "data-figure", id)
                    .element("p", figure.description() + " Arrow keys move from value to value.", "class", "unseen",
                            "id", id + "-about");
            choose(figure);
            for (int i = 0; i < figure.plots().size(); i++) {
                plot(figure, i);
            }
            sections.close("div").open("figcaption").raw(Markup.escape(figure.caption()) + " Files: ")
                    .element("a", "SVG", "href", "figures/" + id + ".svg", "class", "files").raw(", ")
                    .element("a", "PNG", "href", "figures/" + id + ".png", "class", "files").close("figcaption")
                    .close("figure");
        }
        if (!figure.missing().isEmpty()) {
            sections.element("p", figure.missing(), "class", "missing");
        }
        sections.close("section");
    }

    private void begin(String kind, String id, String title, Object before) {
        contents.open("li").element("a", title, "href", "#" + id).close("li");
        sections.open("section", "class", kind, "id", id, "aria-labelledby", id + "-title")
                .open("h2", "id", id + "-title").raw(before).raw(Markup.escape(title)).close("h2");
    }

    private void choose(Figure figure) {
        if (figure.plots().size() > 1) {
            sections.open("div", "class", "controls").open("label").raw(Markup.escape(figure.chooser())).open("select");
            figure.plots().forEach(plot -> sections.element("option", plot.name()));
            sections.close("select").close("label").close("div");
        }
    }

    private void plot(Figure figure, int index) {
        Plot plot = figure.plots().get(index);
        sections.open("div", "class", "plot", "hidden", index == 0 ? null : "hidden");
        sections.open("ul", "class", "legend");
        for (LinePlot.Entry entry : plot.legend()) {
            sections.open("li").open("button", "type", "button", "title", "Show or hide", "aria-pressed", "true",
                            "data-key", entry.key())
                    .open("svg", "width", 26, "height", 14, "aria-hidden", "true").raw(entry.symbol()).close("svg")
                    .raw(Markup.escape(entry.key())).close("button").close("li");
        }
        sections.close("ul");
        if (plot.drawnColours() != null) {
            sections.open("svg", "class", "colours", "viewBox", "0 0 560 16").raw(plot.drawnColours()).close("svg");
        }
        sections.open("div", "class", "controls reset", "hidden", "hidden").element("span", "")
                .element("button", "Show the whole range again", "type", "button").close("div");
        List<String> titles = plot.titles();
        sections.open("div", "class", "panels" + (titles.size() == 1 ? " single" : ""), "style",
                "--columns:" + plot.columns() + ";--least:" + plot.width() * 5 / 6 + "px");
        for (int i = 0; i < titles.size(); i++) {
            String title = titles.get(i);
            sections.open("div", "class", "panel");
            if (!title.isEmpty()) {
                sections.element("h3", title);
            }
            sections.raw(plot.panel(i, figure.id() + "-" + index, "role", "group", "tabindex", 0, "aria-label",
                    figure.title() + (title.isEmpty() ? "" : ": " + title), "aria-describedby", figure.id() + "-about"))
                    .close("div");
        }
        sections.close("div").close("div");
    }

    String html(String title) {
        contents.open("li").element("a", "Configuration", "href", "#configuration").close("li");
        Map<String, Object> parts = Map.of("title", Markup.escape(title), "summary", summary.open("dl", "class",
                        "tiles").raw(tiles).close("dl"), "sections", sections, "contents", contents, "configuration",
                configuration, "style", Figure.resource("figure.css") + Figure.resource("page.css"),
                "script", SCRIPTS.stream().map(Figure::resource).collect(Collectors.joining()));
        return PLACE.matcher(Figure.resource("page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1)).toString()));
    }
}
