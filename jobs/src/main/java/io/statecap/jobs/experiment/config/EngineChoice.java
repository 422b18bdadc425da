package io.statecap.jobs.experiment.config;

import java.util.Locale;

/** What computes the trials. */
public enum EngineChoice {
    /** A GPU where the task has one, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU. */
    CUDA;

    /** Name in configurations and on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
