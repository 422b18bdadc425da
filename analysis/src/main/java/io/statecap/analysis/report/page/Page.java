package io.statecap.analysis.report.page;

import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Figure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTML of a report: template, style, scripts and data in one file that needs nothing else. */
public final class Page {

    private static final String RESOURCES = "/io/statecap/analysis/report/";
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
    /** D3 names its web site in its first line; the page names no address at all, and the licence stands beside it. */
    private static final Pattern ADDRESS_IN_COMMENT = Pattern.compile("\\A// https://d3js\\.org ", Pattern.DOTALL);

    private final SweepInfo sweep;
    private final List<Figure> figures;
    private final ReportData data;

    public Page(SweepInfo sweep, List<Figure> figures, ReportData data) {
        this.sweep = sweep;
        this.figures = figures;
        this.data = data;
    }

    public String html() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("title", Html.escape(sweep.name()));
        parts.put("style", resource(RESOURCES + "page.css"));
        parts.put("summary", new Summary(sweep, data).html());
        parts.put("figures", figureSections());
        parts.put("contents", contents());
        parts.put("tables", tableSections());
        parts.put("configuration", configuration());
        parts.put("data", PageJson.of(Map.of("figures", figures, "tables", Tables.of(data))));
        parts.put("library", library());
        parts.put("script", resource(RESOURCES + "page.js"));
        return PLACE.matcher(resource(RESOURCES + "page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    }

    private String contents() {
        StringBuilder html = new StringBuilder();
        for (Figure figure : figures) {
            link(html, figure.id(), figure.title());
        }
        for (Table table : Tables.of(data)) {
            link(html, table.id(), table.title());
        }
        link(html, "configuration", "Configuration");
        return html.toString();
    }

    private static void link(StringBuilder html, String id, String title) {
        html.append("<li><a href=\"#").append(Html.escape(id)).append("\">").append(Html.escape(title)).append("</a></li>\n");
    }

    private String figureSections() {
        StringBuilder html = new StringBuilder();
        int number = 0;
        for (Figure figure : figures) {
            String id = Html.escape(figure.id());
            html.append("<section class=\"figure\" id=\"").append(id).append("\" aria-labelledby=\"").append(id)
                    .append("-title\">\n<h2 id=\"").append(id).append("-title\"><span class=\"number\">Figure ")
                    .append(++number).append("</span> ").append(Html.escape(figure.title())).append("</h2>\n");
            if (figure.isDrawn()) {
                html.append("<figure><div class=\"drawing\" data-figure=\"").append(id)
                        .append("\"></div>\n<figcaption>").append(Html.escape(figure.caption()))
                        .append(" <span class=\"files\">Files: <a href=\"figures/").append(id).append(".svg\">SVG</a>, <a href=\"figures/")
                        .append(id).append(".png\">PNG</a>.</span></figcaption></figure>\n");
            }
            if (!figure.missing().isEmpty()) {
                html.append("<p class=\"missing\">").append(Html.escape(figure.missing())).append("</p>\n");
            }
            html.append("</section>\n");
        }
        return html.toString();
    }

    private String tableSections() {
        StringBuilder html = new StringBuilder();
        for (Table table : Tables.of(data)) {
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
        return html.toString();
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
        String script = ADDRESS_IN_COMMENT.matcher(resource("/" + libraries.getProperty("d3.script"))).replaceFirst("// D3 ");
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
