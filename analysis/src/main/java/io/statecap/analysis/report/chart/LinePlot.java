package io.statecap.analysis.report.chart;

import io.statecap.analysis.report.chart.Mark.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Panels of marks over two axes, put together by {@link #line} and {@link #add}.
 *
 * @param name    what the reader chooses it by, where a figure has several plots
 * @param panels  marks by title, in the order in which the panels first got one
 * @param entries of the legend, by key
 */
public record LinePlot(String name, Axis x, Axis y, Map<String, List<Mark>> panels, Map<String, Entry> entries)
        implements Plot {

    public LinePlot(String name, Axis x, Axis y) {
        this(name, x, y, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** What marks with this key are, and how they look. */
    public record Entry(String key, Ink ink, Style style) {

        /** SVG within 26 by 14 pixels that shows it; bands and bars alike are pale. */
        public String symbol() {
            return new Markup().open("g", ink.attributes("symbol")).shape("path", "class", style.isLine()
                    || style.isDot() ? style.css : "pale", "transform", style.isDot() ? "translate(13,7)" : null, "d",
                    style.isDot() ? style.path : style.isLine() ? "M1,7H25" : "M1,1H25V13H1Z").close("g").toString();
        }
    }

    /** Adds to the legend what is not in it yet. */
    public LinePlot legend(String key, Ink ink, Style style) {
        entries.putIfAbsent(key, new Entry(key, ink, style));
        return this;
    }

    /** Adds a line, and {@code key} to the legend; one without points is left out. */
    public void line(String panel, String key, String label, Ink ink, Style style, Series points) {
        if (points.x().length > 0) {
            add(panel, new Mark(style, key, label, ink, points.x(), points.y(), null));
            legend(key, ink, style);
        }
    }

    /** Adds a mark; its key should be in the legend. */
    public void add(String panel, Mark mark) {
        panels.computeIfAbsent(panel, title -> new ArrayList<>()).add(mark);
    }

    /** Leaves out panels beyond this many. */
    public LinePlot most(int count) {
        titles().stream().skip(count).forEach(panels::remove);
        return this;
    }

    @Override
    public List<String> titles() {
        return List.copyOf(panels.keySet());
    }

    @Override
    public int width() {
        return columns() == 1 ? 620 : 420;
    }

    @Override
    public int height() {
        return columns() == 1 ? 400 : 300;
    }

    @Override
    public Markup panel(int index, String id, Object... attributes) {
        List<Mark> marks = panels.get(titles().get(index));
        List<Mark> all = panels.values().stream().flatMap(List::stream).toList();
        return new LinePanel(Axis.Span.of(x, x.shared() ? all : marks, true),
                Axis.Span.of(y, y.shared() ? all : marks, false),
                width(), height()).draw(marks, id + "-" + index, attributes);
    }

    @Override
    public List<Entry> legend() {
        return List.copyOf(entries.values());
    }
}
