package io.statecap.jobs.experiment.trial;

import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.TrainingRun;

/**
 * The most memory that one trial took at a time, on heap and off heap: arrays of numbers of its training, and of probes
 * of loss beside it. What a JVM needs besides, what other trials in it hold, the data, and other probes are not part of
 * it.
 */
final class PeakMemory {

    /** Null where nothing is trained. */
    private final TrainingRun run;
    private long bytes;
    private long largestTask;
    private int tasks;

    PeakMemory(TrainingRun run) {
        this.run = run;
    }

    /** A task of a probe is done that took so many bytes besides the weights. */
    synchronized void task(long taken) {
        largestTask = Math.max(largestTask, taken);
        tasks++;
    }

    /** Looks at what the trial holds after a probe: buffers grow on first use and stay. */
    synchronized void probed(FrozenModel model, int threads) {
        long shared = model.heldBytes() + (run == null ? 0 : run.heldBytes());
        bytes = Math.max(bytes, shared + Math.min(threads, tasks) * largestTask);
        largestTask = 0;
        tasks = 0;
    }

    synchronized long bytes() {
        return bytes;
    }
}
