package io.statecap.analysis.report.chart;

import java.util.List;

/** One drawing of a figure; a figure with several lets the reader choose by {@code name}. */
public sealed interface Plot {

    String name();

    /** Panels of marks over two axes. */
    record Lines(String name, Axis x, Axis y, List<Panel> panels, List<LegendEntry> legend) implements Plot {}

    /** Grids of coloured cells. {@code downwards}: whether the first row is at the top. */
    record Grid(String name, String xLabel, String yLabel, ColourScale colours, boolean downwards,
                List<GridPanel> panels) implements Plot {}
}
