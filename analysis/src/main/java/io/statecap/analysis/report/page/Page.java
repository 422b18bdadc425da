package io.statecap.analysis.report.page;

import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.figure.Study;
import io.statecap.analysis.view.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The HTML of a report: template, style, scripts and data in one file that needs nothing else. */
public final class Page {

    private static final String RESOURCES = "/io/statecap/analysis/report/";
    private static final List<String> SCRIPTS = List.of("page.js", "figures.js", "lines.js", "grids.js", "address.js",
            "tables.js", "start.js");
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
    /** D3 names its web site in its first line; the page names no address at all, and the licence stands beside it. */
    private static final Pattern ADDRESS_IN_COMMENT = Pattern.compile("\\A// https://d3js\\.org ", Pattern.DOTALL);

    /** What stands on top: the figure of thresholds between the two tables that belong to it. */
    private static final String THRESHOLDS = "thresholds";

    private final Study study;
    private final SweepInfo sweep;
    private final Summary summary;
    private final List<Figure> figures;
    private final List<Table> tables;
    private final List<String> notRun;

    public Page(Study study, List<Figure> figures) {
        this.study = study;
        this.sweep = study.sweep();
        this.summary = new Summary(sweep, study.data());
        this.figures = figures.stream().filter(Figure::isShown).toList();
        this.tables = Tables.of(study);
        this.notRun = figures.stream().filter(figure -> !figure.isShown()).map(Figure::title).toList();
    }

    public String html() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("title", Html.escape(sweep.name()));
        parts.put("summary", summary.html());
        parts.put("sections", sections());
        parts.put("contents", contents());
        parts.put("configuration", configuration());
        parts.put("data", PageJson.of(Map.of("figures", figures, "tables", tables)));
        return fill(parts);
    }

    /** The template with these parts, and with the style and scripts that all pages share. */
    static String fill(Map<String, String> ownParts) {
        Map<String, String> parts = new LinkedHashMap<>(ownParts);
        parts.put("style", resource(RESOURCES + "page.css"));
        parts.put("library", library());
        parts.put("script", SCRIPTS.stream().map(name -> resource(RESOURCES + name)).collect(Collectors.joining()));
        return PLACE.matcher(resource(RESOURCES + "page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    }

    private String contents() {
        StringBuilder html = new StringBuilder();
        tables.stream().filter(Page::isFirst).forEach(table -> link(html, table.id(), table.title()));
        figures.forEach(figure -> link(html, figure.id(), figure.title()));
        tables.stream().filter(table -> !isFirst(table)).forEach(table -> link(html, table.id(), table.title()));
        link(html, "configuration", "Configuration");
        return html.toString();
    }

    private static boolean isFirst(Table table) {
        return table.id().equals(Tables.SIZES) || table.id().equals(Tables.PLACEBO);
    }

    static void link(StringBuilder html, String id, String title) {
        html.append("<li><a href=\"#").append(Html.escape(id)).append("\">").append(Html.escape(title))
                .append("</a></li>\n");
    }

    private String sections() {
        StringBuilder html = new StringBuilder();
        int number = 0;
        tables.stream().filter(table -> table.id().equals(Tables.SIZES)).forEach(table -> section(html, table));
        for (Figure figure : figures) {
            section(html, figure, ++number);
            if (figure.id().equals(THRESHOLDS)) {
                tables.stream().filter(table -> table.id().equals(Tables.PLACEBO))
                        .forEach(table -> section(html, table));
                html.append(summary.findings());
            }
        }
        tables.stream().filter(table -> !isFirst(table)).forEach(table -> section(html, table));
        if (!notRun.isEmpty()) {
            html.append("<p class=\"count\">Not run in this sweep: ")
                    .append(Html.escape(String.join(", ", notRun).toLowerCase(Locale.ROOT))).append(".</p>\n");
        }
        return html.toString();
    }

    static void section(StringBuilder html, Figure figure, int number) {
        String id = Html.escape(figure.id());
        html.append("<section class=\"figure\" id=\"").append(id).append("\" aria-labelledby=\"").append(id)
                .append("-title\">\n<h2 id=\"").append(id).append("-title\"><span class=\"number\">Figure ")
                .append(number).append("</span> ").append(Html.escape(figure.title())).append("</h2>\n");
        if (figure.isDrawn()) {
            html.append("<figure><div class=\"drawing\" data-figure=\"").append(id)
                    .append("\"></div>\n<figcaption>").append(Html.escape(figure.caption()))
                    .append(" <span class=\"files\">Files: <a href=\"figures/").append(id)
                    .append(".svg\">SVG</a>, <a href=\"figures/").append(id)
                    .append(".png\">PNG</a>.</span></figcaption></figure>\n");
        }
        if (!figure.missing().isEmpty()) {
            html.append("<p class=\"missing\">").append(Html.escape(figure.missing())).append("</p>\n");
        }
        html.append("</section>\n");
    }

    static void section(StringBuilder html, Table table) {
        String id = Html.escape(table.id());
        html.append("<section class=\"table\" id=\"").append(id).append("\" aria-labelledby=\"").append(id)
                .append("-title\">\n<h2 id=\"").append(id).append("-title\">").append(Html.escape(table.title()))
                .append("</h2>\n");
        if (table.rows().isEmpty()) {
            html.append("<p class=\"missing\">").append(Html.escape(table.missing())).append("</p>\n");
        } else {
            html.append("<div data-table=\"").append(id).append("\"></div>\n");
        }
        html.append("</section>\n");
    }

    private String configuration() {
        return sweep.text().isEmpty() ? "<p class=\"missing\">This directory has no sweep.json.</p>"
                : "<pre tabindex=\"0\" aria-label=\"sweep.json\">" + Html.escape(sweep.text()) + "</pre>";
    }

    private static String library() {
        Properties libraries = new Properties();
        try (InputStream in = Page.class.getResourceAsStream(RESOURCES + "libraries.properties")) {
            libraries.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the report's list of libraries cannot be read", e);
        }
        String script = ADDRESS_IN_COMMENT.matcher(resource("/" + libraries.getProperty("d3.script")))
                .replaceFirst("// D3 ");
        return "/*\n" + resource("/" + libraries.getProperty("d3.licence")) + "*/\n" + script;
    }

    private static String resource(String path) {
        try (InputStream in = Page.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + path + " cannot be read", e);
        }
    }
}
