package io.statecap.jobs.sweep;

import io.statecap.jobs.config.Trial;
import io.statecap.jobs.store.ProbeRows;
import io.statecap.model.Mamba2;
import java.io.IOException;
import java.io.Serializable;

/** The probes that a trial's configuration asks for besides that of loss. Travels to executors. */
@FunctionalInterface
public interface TrialProbes extends Serializable {

    /** Measures nothing. */
    TrialProbes NONE = (trial, model, step) -> ProbeRows.none(trial.trialId());

    /**
     * @param model only read
     * @param step  of the training that goes on; null at its end
     */
    ProbeRows measure(Trial trial, Mamba2 model, Long step) throws IOException;
}
