package io.statecap.jobs.experiment.config;


import java.io.Serializable;

/** How trials are run: no part of their identity. {@code conf/schema.json} says what the fields mean. */
public record ExecutionSettings(int threads, int checkpointEverySeconds, double timeLimitMinutes, int maxAttempts,
                                boolean keepModels, Recompute recompute, EngineChoice engine,
                                int trialsPerDevice)
        implements Serializable {

    /** Whether a training computes each block once more in the backward pass: less memory, not a bit changed. */
    public enum Recompute {
        /** Where the training would not fit into memory otherwise. */
        AUTO, ALWAYS, NEVER
    }
}
