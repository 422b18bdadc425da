package io.statecap.jobs.experiment.trial;

/** Values of the column {@code status}. */
public final class TrialStatus {

    public static final String OK = "ok";
    public static final String FAILED = "failed";

    private TrialStatus() {}
}
