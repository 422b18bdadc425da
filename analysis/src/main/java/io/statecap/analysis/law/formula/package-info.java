/** The laws as formulas: values, derivatives, and the parameters in which they are fitted, a file a law. */
package io.statecap.analysis.law.formula;
