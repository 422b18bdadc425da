package io.statecap.jobs.sweep;

import io.statecap.model.HeldBytes;

/**
 * The most that one trial held at a time, on heap and off heap: arrays of numbers of its trainer and of the probe of
 * loss beside it. What a JVM needs besides, what other trials in it hold, the data, and other probes, which run when
 * that one is done, are not part of it.
 */
final class PeakMemory {

    private long bytes;

    /** Looks at what the trial holds now. Buffers grow on first use and stay, so the time to look is after that. */
    void holding(Object... owners) {
        bytes = Math.max(bytes, HeldBytes.of(owners));
    }

    long bytes() {
        return bytes;
    }
}
