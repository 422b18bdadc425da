package io.statecap.jobs.experiment.trial;

import io.statecap.model.MemoryFootprint;
import io.statecap.model.network.Weights;
import io.statecap.model.train.Trainer;

/**
 * The most that one trial held at a time, on heap and off heap: arrays of numbers of its trainer, and of the probe of
 * loss beside it. What a JVM needs besides, what other trials in it hold, the data, and other probes, which run when
 * that one is done, are not part of it.
 */
final class PeakMemory {

    /** Null where nothing is trained. */
    private final Trainer trainer;
    private long bytes;
    private long largestPart;
    private int parts;

    PeakMemory(Trainer trainer) {
        this.trainer = trainer;
    }

    /** A part of the probe is done that held so many bytes besides the weights. */
    synchronized void part(long held) {
        largestPart = Math.max(largestPart, held);
        parts++;
    }

    /** Looks at what the trial holds after a probe: buffers grow on first use and stay. */
    synchronized void probed(Weights weights, int threads) {
        long shared = trainer == null ? MemoryFootprint.of(weights) : MemoryFootprint.of(trainer, weights);
        bytes = Math.max(bytes, shared + Math.min(threads, parts) * largestPart);
        largestPart = 0;
        parts = 0;
    }

    synchronized long bytes() {
        return bytes;
    }
}
