package io.statecap.analysis.report;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.text.ComparisonText;
import io.statecap.analysis.text.Conclusions;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.view.ComparisonTables;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table;
import io.statecap.analysis.view.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What stands on the page of a sweep and on that of a comparison, in its order: the answer first. */
final class Pages {

    private Pages() {}

    /** The answer, its figure and its placebo, then the other figures and tables. */
    static String report(Study study, List<Figure> figures) {
        Report.Data data = study.data;
        Page page = new Page();
        conclusions(data).forEach(words -> page.summary.element("p", words, "class", "lead"));
        if (!data.incomplete().isEmpty()) {
            page.summary.element("p", data.incomplete(), "class", "missing", "id", "incomplete");
        }
        page.tile("trials", Numbers.count(data.trials().size()));
        for (String outcome : List.of("healthy", "collapsed", "failed")) {
            page.tile(outcome, Numbers.count(data.trials().stream().map(Tables::outcome).filter(outcome::equals)
                    .count()));
        }
        if (data.analysis().criterion() != null) {
            criterion(page, data.analysis().criterion());
        }
        page.tile("version", (study.sweep.path("version").asText("") + " " + study.sweep.path("commit").asText(""))
                .strip());
        page.add(Tables.sizes(data));
        for (Figure figure : figures) {
            if (figure.isShown()) {
                page.add(figure);
            }
            if (figure.id().equals("thresholds")) {
                page.add(Tables.placebo(data.analysis().placebo()));
                page.notes("findings", "Which law fits, and notes", data.analysis().families().isEmpty() ? List.of()
                        : data.analysis().verdict().lines().toList(), data.analysis().notes());
            }
        }
        Tables.of(study).forEach(page::add);
        List<Figure> notRun = figures.stream().filter(Predicate.not(Figure::isShown)).toList();
        if (!notRun.isEmpty()) {
            page.sections.element("p", "Not run in this sweep: " + notRun.stream().map(Figure::title)
                    .collect(Collectors.joining(", ")).toLowerCase(Locale.ROOT) + ".", "class", "count");
        }
        page.configuration("", data.sweepJson());
        return page.html(study.configuration.path("name").asText("unnamed sweep"));
    }

    /** The law by the joint fit, or what there is instead of it. */
    private static List<String> conclusions(Report.Data data) {
        if (data.trials().isEmpty()) {
            return List.of("No trial has finished yet: this report shows the configuration only.");
        }
        List<String> words = new ArrayList<>(Conclusions.of(data.analysis()));
        words.replaceAll(one -> one.replace("*S", "\u00b7S").replace(" -", " \u2212"));
        if (data.analysis().laws().isEmpty()) {
            words.add("No law has been fitted yet.");
        }
        return words;
    }

    private static void criterion(Page page, Criterion criterion) {
        page.tile("criterion", criterion.kind().text() + " > " + Numbers.plain(criterion.limit())
                + (criterion.kind() == Criterion.Kind.PAPER ? "" : " nats") + ", slice " + criterion.slice());
    }

    /** Whether the lines differ, what else does, then the figures. */
    static String comparison(Comparison comparison, List<Figure> figures) {
        Page page = new Page();
        ComparisonText.findings(comparison).forEach(words -> page.summary.element("p", words, "class", "lead"));
        for (ComparedSweep sweep : comparison.sweeps()) {
            if (!sweep.incomplete().isEmpty()) {
                page.summary.element("p", sweep.name() + ": " + sweep.incomplete(), "class", "missing");
            }
            page.tile(sweep.name(), Count.of(sweep.trials().size(), "trial"));
            page.configuration(sweep.name(), sweep.sweepJson());
        }
        criterion(page, comparison.criterion());
        add(page, "line-tests", "Do the lines differ?", "", ComparisonTables.testColumns(), comparison.tests(),
                "No test: fewer than two sweeps have a line by the joint fit.");
        add(page, "slopes", "Differences of slopes", "", ComparisonTables.slopeColumns(),
                ComparisonTables.slopes(comparison), "No lines to compare.");
        add(page, "settings", "Settings that differ", "", ComparisonTables.settingColumns(comparison, true),
                ComparisonTables.settings(comparison, true), "No setting that bears on results differs.");
        figures.forEach(page::add);
        add(page, "lines", "The line of each sweep", "T = a\u00b7S + b by the joint fit to all trials of the sweep.",
                ComparisonTables.lineColumns(), ComparisonTables.lines(comparison),
                "No sweep has a line by the joint fit.");
        ComparisonTables.sizes(comparison).forEach((target, rows) -> page.add(Table.of("compared-sizes"
                        + (target.equals("T_train") ? "" : "-recall"), "Thresholds side by side, " + target,
                "Estimate in tokens, bracket over seeds; - is open: the grid does not reach that side.",
                ComparisonTables.sizeColumns(comparison), List.of("S"), rows, "No thresholds yet.")));
        add(page, "execution", "Names, search, execution and version that differ", "",
                ComparisonTables.settingColumns(comparison, true), ComparisonTables.settings(comparison, false),
                "None differs.");
        page.notes("notes", "Notes", List.of(), comparison.notes());
        return page.html(comparison.sweeps().stream().map(ComparedSweep::name)
                .collect(Collectors.joining(" \u00b7 ")));
    }

    private static <R> void add(Page page, String id, String title, String note, List<Column<R>> columns, List<R> rows,
                                String missing) {
        page.add(Table.of(id, title, note, columns, List.of(), rows, missing));
    }
}
