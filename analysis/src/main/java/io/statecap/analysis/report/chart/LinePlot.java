package io.statecap.analysis.report.chart;

import io.statecap.analysis.report.chart.Plot.Panel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line plot that is being put together: panels stand in the order in which they first get a mark. */
public final class LinePlot {

    private final String name;
    private final Axis x;
    private final Axis y;
    private final Map<String, List<Mark>> panels = new LinkedHashMap<>();
    private final Map<String, LegendEntry> legend = new LinkedHashMap<>();

    /** @param name what the reader chooses it by, where a figure has several plots */
    public LinePlot(String name, Axis x, Axis y) {
        this.name = name;
        this.x = x;
        this.y = y;
    }

    /** Names these first, whichever marks come first. */
    public LinePlot legend(Collection<LegendEntry> entries) {
        entries.forEach(entry -> legend.putIfAbsent(entry.key(), entry));
        return this;
    }

    /** Adds a line, and {@code key} to the legend; one without points is left out. */
    public void line(String panel, String key, String label, Ink ink, Mark.Weight weight, Series points) {
        if (!points.isEmpty()) {
            add(panel, new Mark.Line(key, label, ink, weight, points));
            legend(List.of(LegendEntry.line(key, ink, weight)));
        }
    }

    /** Adds a mark; its key should be in the legend. */
    public void add(String panel, Mark mark) {
        panels.computeIfAbsent(panel, title -> new ArrayList<>()).add(mark);
    }

    /** Brings the marks of each panel into an order; later ones are drawn over earlier ones. */
    public void sort(Comparator<Mark> order) {
        panels.values().forEach(marks -> marks.sort(order));
    }

    public boolean has(String panel) {
        return panels.containsKey(panel);
    }

    public int panels() {
        return panels.size();
    }

    /** The plot with at most so many panels. */
    public Plot.Lines plot(int most) {
        return new Plot.Lines(name, x, y, panels.entrySet().stream().limit(most)
                .map(panel -> new Panel(panel.getKey(), List.copyOf(panel.getValue()))).toList(),
                List.copyOf(legend.values()));
    }

    public Plot.Lines plot() {
        return plot(Integer.MAX_VALUE);
    }
}
