/**
 * What a figure shows, apart from how it is drawn: panels of marks over two axes, or grids of coloured cells. The
 * static files and the interactive page are both drawn from these records.
 */
package io.statecap.analysis.report.chart;
