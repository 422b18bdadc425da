package io.statecap.analysis.threshold;

/**
 * Estimate of one state size's threshold from all its trials, tokens.
 *
 * @param value  null where every tested length is on one side of it
 * @param ciLow  lower end of the 95 % interval; null where it is open
 * @param ciHigh upper end of the 95 % interval; null where it is open
 */
public record SizeEstimate(Double value, Double ciLow, Double ciHigh) {}
