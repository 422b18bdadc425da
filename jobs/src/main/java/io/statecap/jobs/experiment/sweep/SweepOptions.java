package io.statecap.jobs.experiment.sweep;

import java.util.List;

/**
 * How one run of a sweep treats what is there and what goes wrong.
 *
 * @param overwrite   delete what the directory holds, and start anew
 * @param retryFailed run failed trials again
 * @param maxFailures failed trials at which the run stops, those of earlier runs not counted; 0 for never
 * @param overrides   fields that the command line set, as it gave them: {@code sweep.json} keeps them
 */
public record SweepOptions(boolean overwrite, boolean retryFailed, int maxFailures, List<String> overrides) {

    public SweepOptions {
        overrides = List.copyOf(overrides);
    }

    /** Resume, keep failures, run to the end. */
    public static final SweepOptions DEFAULT = new SweepOptions(false, false, 0, List.of());
}
