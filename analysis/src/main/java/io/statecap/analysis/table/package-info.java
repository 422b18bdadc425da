/**
 * The tables of a results directory, one record type each. A record component is a column: {@code trainLength} here is
 * {@code train_length} in Parquet; boxed types are nullable, primitive types are not.
 */
package io.statecap.analysis.table;
