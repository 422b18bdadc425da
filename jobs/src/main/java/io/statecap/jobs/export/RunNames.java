package io.statecap.jobs.export;

import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.GroupText;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;

/**
 * Readable names of a sweep's trials: what sets the model apart, S, T, seed and the first digits of the trial's id, for
 * example {@code layers=4_S=4864_T=64_seed=0_1a2b3c4d}. Letters, digits and {@code . _ = + -} only, so each is a folder
 * on any system.
 */
final class RunNames {

    private static final int ID_DIGITS = 8;
    private static final int LONGEST_LABEL = 80;

    private final Map<String, String> labels;

    RunNames(List<TrialRow> trials) {
        labels = GroupText.shortLabels(trials.stream().map(TrialRow::group).toList());
    }

    String of(TrialRow trial) {
        String label = StringUtils.left(safe(labels.getOrDefault(trial.group(), "")), LONGEST_LABEL);
        return (label.isEmpty() ? "" : label + "_") + "S=" + trial.stateSize() + "_T=" + trial.trainLength() + "_seed="
                + trial.seed() + "_" + safe(StringUtils.left(trial.trialId(), ID_DIGITS));
    }

    /** A slice or another text as part of a name: {@code age<=8} becomes {@code age_le_8}. */
    static String safe(String text) {
        return text.replace("<=", "_le_").replace(">=", "_ge_").replace("<", "_lt_").replace(">", "_gt_")
                .replaceAll("[^A-Za-z0-9._=+-]+", "_");
    }
}
