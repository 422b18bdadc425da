/** Plain text for a terminal of 100 columns. */
package io.statecap.analysis.text;
