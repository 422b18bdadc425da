/**
 * Several sweeps side by side: which settings differ, and whether their laws do. Uses the results of {@code analysis}
 * and adds one test and one interval; see {@code docs/exports.md}.
 */
package io.statecap.analysis.compare;
