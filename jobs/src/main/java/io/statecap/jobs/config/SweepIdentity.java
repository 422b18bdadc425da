package io.statecap.jobs.config;

import io.statecap.jobs.UsageException;

/** Tells whether a results folder belongs to a configuration, from the {@code sweep.json} in it. */
public final class SweepIdentity {

    private SweepIdentity() {}

    /** The text of {@code sweep.json}: the resolved configuration, results version, version and git commit. */
    public static String sweepJson(SweepConfig config, String version, String commit) {
        throw new UnsupportedOperationException();
    }

    /**
     * Checks that a results folder holds this sweep: equal but for grid lists, seeds, search, criterion and execution.
     *
     * @param sweepJson text of the folder's {@code sweep.json}
     * @param origin    what error messages call it, usually that file
     * @param config    the configuration now asked for
     * @throws UsageException naming each path that differs, with both values
     */
    public static void requireSame(String sweepJson, String origin, SweepConfig config) {
        throw new UnsupportedOperationException();
    }
}
