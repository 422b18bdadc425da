package io.statecap.analysis.threshold;

import io.statecap.analysis.table.TrialRow;

/** What nothing is pooled over: data, every grid axis but training length and seed as text, and S in elements. */
public record ModelSize(String dataset, String group, long stateSize) {

    public static ModelSize of(TrialRow trial) {
        return new ModelSize(orEmpty(trial.dataset()), orEmpty(trial.group()), trial.stateSize());
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
