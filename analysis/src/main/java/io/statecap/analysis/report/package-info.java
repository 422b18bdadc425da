/**
 * The report of a sweep: one self-contained HTML page and every figure as SVG and PNG, from the rows of the tables.
 *
 * <p>Each {@code ...Figures} turns rows into the description of figures, {@code chart} draws it as SVG, once for the
 * page and the files, and {@code Page} writes the HTML, whose scripts let readers point, zoom, hide, sort and
 * filter. Statistics are not recomputed here: thresholds, laws and collapse positions come in as rows.
 */
package io.statecap.analysis.report;
