/**
 * From the tables of a results directory to thresholds, and from thresholds to laws; pure functions over the records of
 * {@link io.statecap.analysis.table}, no files and no Spark.
 *
 * <p>Loss curves become outcomes in {@code collapse}, outcomes become the shortest sufficient training length of each
 * state size in {@code threshold}, those become laws over the state size in {@code law}, and {@code text} prints them.
 * {@link io.statecap.analysis.Analysis} does all of it in one call.
 */
package io.statecap.analysis;
