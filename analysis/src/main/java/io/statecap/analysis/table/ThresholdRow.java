package io.statecap.analysis.table;

/** The threshold of one state size: one seed, or all of them where {@code seed} is null. */
public record ThresholdRow(String target, String dataset, String group, String criterion, String slice, long stateSize,
                           Long seed, Long lower, Long upper, Double estimate, Double ciLow, Double ciHigh,
                           boolean monotone, int seeds, Integer trials,
                           Long horizon) {}
