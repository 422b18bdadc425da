package io.statecap.analysis.report.chart;

import java.util.List;

/** One small plot among those that share a figure's axes. */
public record Panel(String title, List<Mark> marks) {}
