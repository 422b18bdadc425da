package io.statecap.jobs.experiment.config;

/** How the training lengths of a sweep are searched. */
public enum Search {
    /** Every cell of the grid. */
    GRID,
    /** For each size and seed, only the training lengths that bracket the threshold. */
    BISECT
}
