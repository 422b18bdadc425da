package io.statecap.jobs.experiment.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Names the trials of one sweep by nothing but what differs between them, for example {@code dState=8 T=64 seed=0}. */
public final class TrialLabels {

    private final Set<String> common;

    public TrialLabels(Collection<Trial> trials) {
        Set<String> shared = null;
        for (Trial trial : trials) {
            List<String> axes = axes(trial);
            if (shared == null) {
                shared = new HashSet<>(axes);
            } else {
                shared.retainAll(axes);
            }
        }
        this.common = shared == null ? Set.of() : shared;
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
        return axes(trial).stream().filter(axis -> !common.contains(axis))
                .map(axis -> axis.substring(axis.lastIndexOf('.', axis.indexOf('=')) + 1) + " ")
                .collect(Collectors.joining());
    }

    private static List<String> axes(Trial trial) {
        if (trial.pretrained() == null) {
            return Arrays.asList(trial.group().split(" "));
        }
        // People know a checkpoint by its path.
        List<String> axes = new ArrayList<>();
        axes.add("model.checkpoint=" + trial.pretrained().path());
        Arrays.stream(trial.group().split(" "))
                .filter(axis -> !axis.startsWith("model.weights=") && !axis.startsWith("model.checkpoint="))
                .forEach(axes::add);
        return axes;
    }
}
