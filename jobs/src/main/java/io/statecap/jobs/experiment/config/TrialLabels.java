package io.statecap.jobs.experiment.config;

import io.statecap.analysis.threshold.GroupText;
import java.util.Collection;
import java.util.Map;

/** Names the trials of one sweep by nothing but what differs between them, for example {@code dState=8 T=64 seed=0}. */
public final class TrialLabels {

    private final Map<String, String> labels;

    public TrialLabels(Collection<Trial> trials) {
        labels = GroupText.shortLabels(trials.stream().map(TrialLabels::group).toList());
    }

    public String of(Trial trial) {
        return size(trial) + "T=" + trial.training().length() + " seed=" + trial.training().seed();
    }

    /** The same without the training length. */
    public String ofLine(Trial trial) {
        return size(trial) + "seed=" + trial.training().seed();
    }

    /** What distinguishes the trial's group, with a space behind it; empty if there is only one group. */
    private String size(Trial trial) {
        String label = labels.get(group(trial));
        return label.isEmpty() ? "" : label + " ";
    }

    /** People know a checkpoint by its path. */
    private static String group(Trial trial) {
        return trial.pretrained() == null ? trial.group() : "model.checkpoint=" + trial.pretrained().path() + " "
                + trial.group().replaceAll("model\\.(weights|checkpoint)=\\S+ ?", "");
    }
}
