package io.statecap.analysis.report.chart;

import java.util.List;

/**
 * One drawing of a figure: panels as SVG, which the page and the files share, with a legend or a colour scale. A figure
 * with several lets the reader choose by {@code name}.
 */
public sealed interface Plot permits LinePlot, Grid {

    String name();

    /** The heading of each panel. */
    List<String> titles();

    /** Panels beside each other, where there is room. */
    default int columns() {
        int panels = titles().size();
        return panels == 4 ? 2 : panels <= 3 ? panels : panels <= 6 ? 3 : 4;
    }

    /** Of a panel, pixels. */
    int width();

    /** Of a panel, pixels. */
    int height();

    /**
     * One panel as an element {@code svg}.
     *
     * @param id begins the ids of elements; no other plot of the document has it
     * @param attributes more of the element's attributes
     */
    Markup panel(int index, String id, Object... attributes);

    default List<LinePlot.Entry> legend() {
        return List.of();
    }

    /** The colour scale of a grid from its low to its high end, 16 pixels high; null for lines. */
    default Markup drawnColours() {
        return null;
    }
}
