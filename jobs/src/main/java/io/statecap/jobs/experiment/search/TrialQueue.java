package io.statecap.jobs.experiment.search;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.trial.TrialReport;
import java.util.List;
import java.util.Optional;

/** Decides which trial is started next. Not safe for use by many threads. */
public interface TrialQueue {

    /** The trial to start now, the longest first; empty if none can be started before another has finished. */
    Optional<Trial> next();

    /** Takes note of a trial that this queue gave out. */
    default void finished(TrialReport report) {}

    /** Trials that are still to be given out: exactly in a grid, at most in a search. */
    int remaining();

    /** Operations of the trials that are still to be given out; an expectation in a search. */
    double remainingFlops();

    /** What the reader of the results should know, one sentence each; empty if nothing. */
    default List<String> remarks() {
        return List.of();
    }
}
