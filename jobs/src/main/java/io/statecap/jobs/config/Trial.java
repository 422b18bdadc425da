package io.statecap.jobs.config;

import io.statecap.model.Mamba2Config;
import io.statecap.model.train.TrainingSettings;

/**
 * One cell of a sweep's grid, fully resolved: what decides a trial's numbers and nothing else.
 *
 * @param trialId    hash of {@code configJson}
 * @param group      every axis but training length and seed, as canonical text
 * @param configJson canonical JSON of the other components and the results version; {@link #fromJson} reads it back
 */
public record Trial(String trialId, String group, String configJson, Mamba2Config model, DataSettings data,
                    TrainingSettings training, ProbeSettings probe) {

    /** Raised whenever a change of the code alters numbers, so that older trials are not taken for current ones. */
    public static final int RESULTS_VERSION = 1;

    /** The trial that {@link #configJson} describes: how trials travel to executors. */
    public static Trial fromJson(String configJson) {
        throw new UnsupportedOperationException();
    }

    /** Kind of the data, as the column {@code dataset} names it. */
    public String dataset() {
        return data.kind();
    }
}
