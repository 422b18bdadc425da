package io.statecap.analysis.report;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Markup;
import io.statecap.analysis.text.Conclusions;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of a sweep: the answer, its figure and its placebo first, then the other figures and tables. */
final class ReportPage {

    private static final int NOTES_IN_SIGHT = 4;
    private static final String THRESHOLDS = "thresholds";

    private final Study study;
    private final ReportData data;

    private ReportPage(Study study) {
        this.study = study;
        this.data = study.data;
    }

    static String html(Study study, List<Figure> figures) {
        return new ReportPage(study).page(Tables.of(study), figures);
    }

    private String page(List<Table> tables, List<Figure> figures) {
        Page page = new Page();
        Map<String, Table> byId = new LinkedHashMap<>();
        tables.forEach(table -> byId.put(table.id(), table));
        page.add(byId.remove(Tables.SIZES));
        for (Figure figure : figures) {
            if (figure.isShown()) {
                page.add(figure);
            }
            if (figure.id().equals(THRESHOLDS)) {
                page.add(byId.remove(Tables.PLACEBO));
                page.add(findings());
            }
        }
        byId.values().forEach(page::add);
        List<Figure> notRun = figures.stream().filter(Predicate.not(Figure::isShown)).toList();
        if (!notRun.isEmpty()) {
            page.add(new Markup().element("p", "Not run in this sweep: " + notRun.stream().map(Figure::title)
                    .collect(Collectors.joining(", ")).toLowerCase(Locale.ROOT) + ".", "class", "count"));
        }
        return page.html(study.configuration.path("name").asText("unnamed sweep"), summary(),
                data.sweepJson().isBlank()
                        ? new Markup().element("p", "This directory has no sweep.json.", "class", "missing")
                        : Page.configuration(data.sweepJson()));
    }

    /** What came out, in a sentence and a few numbers. */
    private Markup summary() {
        Markup html = new Markup();
        conclusions().forEach(words -> html.element("p", words, "class", "lead"));
        if (!data.incomplete().isEmpty()) {
            html.element("p", data.incomplete(), "class", "missing", "id", "incomplete");
        }
        Map<String, String> tiles = new LinkedHashMap<>();
        tiles.put("trials", Numbers.count(data.trials().size()));
        for (String outcome : List.of("healthy", "collapsed", "failed")) {
            tiles.put(outcome, Numbers.count(data.trials().stream().map(Tables::outcome).filter(outcome::equals)
                    .count()));
        }
        Criterion criterion = data.analysis().criterion();
        if (criterion != null) {
            tiles.put("criterion", criterion.kind().text() + " > " + Numbers.plain(criterion.limit())
                    + (criterion.kind() == Criterion.Kind.PAPER ? "" : " nats") + ", slice " + criterion.slice());
        }
        String commit = study.sweep.path("commit").asText("");
        String version = study.sweep.path("version").asText("") + " " + commit.substring(0,
                Math.min(10, commit.length()));
        if (!version.isBlank()) {
            tiles.put("version", version.strip());
        }
        return html.raw(Page.tiles(tiles));
    }

    /** The law by the joint fit, or what there is instead of it. */
    private List<String> conclusions() {
        if (data.trials().isEmpty()) {
            return List.of("No trial has finished yet: this report shows the configuration only.");
        }
        List<String> words = Conclusions.of(data.analysis());
        if (data.analysis().laws().isEmpty()) {
            return Stream.concat(words.stream(), Stream.of("No law has been fitted yet.")).toList();
        }
        return words.stream().map(one -> one.replace("*S", "\u00b7S").replace(" -", " \u2212")).toList();
    }

    /** Which law fits, and what was left out or is uncertain: few notes are in sight, many a click away. */
    private Markup findings() {
        Markup html = new Markup();
        List<String> findings = data.analysis().families().isEmpty() ? List.of()
                : data.analysis().verdict().lines().toList();
        List<String> notes = data.analysis().notes();
        if (findings.isEmpty() && notes.isEmpty()) {
            return html;
        }
        html.open("section", "id", "findings", "aria-labelledby", "findings-title")
                .element("h2", "Which law fits, and notes", "id", "findings-title");
        findings.forEach(finding -> html.element("p", finding));
        if (!notes.isEmpty()) {
            html.open("details", "class", "notes", "open", notes.size() <= NOTES_IN_SIGHT ? "open" : null)
                    .element("summary", Count.of(notes.size(), "note")).open("ul");
            notes.forEach(note -> html.element("li", note));
            html.close("ul").close("details");
        }
        return html.close("section");
    }
}
