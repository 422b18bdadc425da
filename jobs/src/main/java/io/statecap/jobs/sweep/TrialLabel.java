package io.statecap.jobs.sweep;

import io.statecap.jobs.config.Trial;

/** Names of trials as people tell them apart. */
public final class TrialLabel {

    private TrialLabel() {}

    /** For example {@code dState=8 T=64 seed=0}. */
    public static String of(Trial trial) {
        return ofSize(trial) + "T=" + trial.training().length() + " seed=" + trial.training().seed();
    }

    /** The same without the training length. */
    public static String ofLine(Trial trial) {
        return ofSize(trial) + "seed=" + trial.training().seed();
    }

    private static String ofSize(Trial trial) {
        return trial.group().isEmpty() ? "" : trial.group() + " ";
    }
}
