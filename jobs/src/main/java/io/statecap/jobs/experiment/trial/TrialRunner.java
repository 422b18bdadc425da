package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.results.TrialRows;
import java.io.Serializable;

/** Makes the numbers of one trial. Travels to executors, so it holds no state. */
@FunctionalInterface
public interface TrialRunner extends Serializable {

    /**
     * Trains and probes.
     *
     * @return all rows of the trial, its status {@code ok}
     * @throws TrialFailedException       if the trial itself cannot give a result; retrying would not help
     * @throws ProbeParts.StoppedException if it was told to stop; a later call continues from its checkpoint
     */
    TrialRows run(Trial trial, TrialContext context) throws Exception;
}
