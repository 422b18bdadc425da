package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.network.Weights;
import java.io.IOException;
import java.io.Serializable;

/** The probes that a trial's configuration asks for besides that of loss. Travels to executors. */
@FunctionalInterface
public interface TrialProbes extends Serializable {

    /** Measures nothing. */
    TrialProbes NONE = (trial, weights, step, tasks) -> ProbeRows.none(trial.trialId());

    /**
     * @param step  of the training that goes on; null at its end
     * @param tasks where the parts of the probes run
     */
    ProbeRows measure(Trial trial, Weights weights, Long step, ProbeTasks tasks) throws IOException;
}
