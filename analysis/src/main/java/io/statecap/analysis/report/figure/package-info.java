/** From the rows of the tables to the figures of the report: one class a figure. */
package io.statecap.analysis.report.figure;
