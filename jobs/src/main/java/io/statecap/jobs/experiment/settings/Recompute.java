package io.statecap.jobs.experiment.settings;

/** Whether a training computes each block once more in the backward pass, which saves memory and changes no bit. */
public enum Recompute {

    /** Where the training would not fit into memory otherwise. */
    AUTO,

    ALWAYS,

    NEVER
}
