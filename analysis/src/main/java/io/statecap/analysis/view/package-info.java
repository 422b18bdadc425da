/** Tables and numbers as readers see them, on the terminal and in the report: each column is defined once. */
package io.statecap.analysis.view;
