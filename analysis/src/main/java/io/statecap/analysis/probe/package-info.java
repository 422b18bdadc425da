/** What probes of states, gates and retrieval say: pure functions of their tables. */
package io.statecap.analysis.probe;
