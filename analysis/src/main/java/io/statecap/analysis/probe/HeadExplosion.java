package io.statecap.analysis.probe;

/**
 * How far one head's state grows beyond what it was at the training length.
 *
 * @param layer     0-based
 * @param head      0-based
 * @param reference RMS at the last probed position within the training length
 * @param worst     largest RMS beyond the training length
 * @param factor    {@code worst / reference}; infinite for a state that was zero
 * @param position  first probed position whose RMS exceeds the limit times the reference; null if none
 */
public record HeadExplosion(int layer, int head, double reference, double worst, double factor, Long position) {}
