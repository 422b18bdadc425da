package io.statecap.jobs.experiment.pretrained;

/** A trial's checkpoint is not there, or not the one that the trial is of; says which and why. */
public final class PretrainedException extends Exception {

    private static final long serialVersionUID = 1L;

    PretrainedException(String message) {
        super(message);
    }

    PretrainedException(String message, Throwable cause) {
        super(message, cause);
    }
}
