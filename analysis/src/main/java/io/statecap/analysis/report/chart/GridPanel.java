package io.statecap.analysis.report.chart;

import java.util.List;

/** One grid of cells; columns run to the right, rows upwards or downwards as the plot says. */
public record GridPanel(String title, List<String> columns, List<String> rows, List<Cell> cells) {}
