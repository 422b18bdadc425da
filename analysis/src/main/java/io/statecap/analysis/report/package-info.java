/**
 * The report of a sweep: one self-contained HTML page and every figure as SVG and PNG, from the rows of the tables.
 *
 * <p>The flow is {@code figure} (tables to descriptions of figures), then {@code chart} (a figure's
 * description, and its static drawing with XChart) and {@code page} (the HTML, whose script draws the same descriptions
 * with D3). Statistics are not recomputed here: thresholds, laws and collapse positions come in as rows.
 */
package io.statecap.analysis.report;
