/** The shortest training length from which a state size does not collapse, with what is known about it. */
package io.statecap.analysis.threshold;
