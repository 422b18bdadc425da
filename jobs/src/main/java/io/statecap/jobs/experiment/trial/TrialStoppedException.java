package io.statecap.jobs.experiment.trial;

/** A trial stopped because it was asked to; what it did so far is in its checkpoint. */
public final class TrialStoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    public TrialStoppedException(String trialId) {
        super("trial " + trialId + " was stopped");
    }
}
