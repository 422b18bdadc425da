/**
 * What a figure shows: panels of marks over two axes, or grids of coloured cells; and how it is drawn, as SVG. The page
 * and the SVG files hold the same panels, and the PNG files are painted from the SVG files.
 */
package io.statecap.analysis.report.chart;
