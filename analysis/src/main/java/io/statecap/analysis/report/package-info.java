/**
 * The report of a sweep: one self-contained HTML page and every figure as SVG and PNG, from the rows of the tables.
 *
 * <p>The flow is {@code figure} (tables to descriptions of figures), then {@code chart} (a figure's description, and its
 * drawing as SVG, made once for the page and the files) and {@code page} (the HTML, whose scripts let readers point,
 * zoom, hide, sort and filter). Statistics are not recomputed here: thresholds, laws and collapse positions come in as rows.
 */
package io.statecap.analysis.report;
