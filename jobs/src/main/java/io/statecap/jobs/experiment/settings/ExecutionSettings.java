package io.statecap.jobs.experiment.settings;

import java.io.Serializable;

/**
 * How trials are run. Nothing here decides a number of the results.
 *
 * @param threads                threads a trial
 * @param checkpointEverySeconds seconds between checkpoints of a trial; 0 for none
 * @param timeLimitMinutes       minutes after which a trial is stopped and counted as failed
 * @param maxAttempts            attempts a trial gets before it is counted as failed
 * @param keepModels             whether the trained models stay in the results folder
 * @param recompute              whether blocks are computed once more in the backward pass, to save memory
 * @param engine                 what computes the trials
 * @param trialsPerDevice        trials that share a GPU in local mode; 0 for as many as serve
 */
public record ExecutionSettings(int threads, int checkpointEverySeconds, double timeLimitMinutes, int maxAttempts,
                                boolean keepModels, Recompute recompute, EngineChoice engine,
                                int trialsPerDevice)
        implements Serializable {}
