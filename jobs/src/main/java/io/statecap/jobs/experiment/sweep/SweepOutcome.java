package io.statecap.jobs.experiment.sweep;

import java.util.List;

/**
 * How a run of a sweep ended.
 *
 * @param end        why it ended
 * @param trained    trials that this run brought to a result
 * @param failed     sentences on all failed trials of the sweep
 * @param remarks    what the reader of the results should know
 */
public record SweepOutcome(End end, int trained, List<String> failed, List<String> remarks) {

    /** Why a run ended. */
    public enum End {
        /** Nothing is left to do. */
        COMPLETE,
        /** As many trials failed as the caller would bear. */
        TOO_MANY_FAILURES,
        /** The caller asked for it; the same command goes on from here. */
        INTERRUPTED
    }

    public SweepOutcome {
        failed = List.copyOf(failed);
        remarks = List.copyOf(remarks);
    }
}
