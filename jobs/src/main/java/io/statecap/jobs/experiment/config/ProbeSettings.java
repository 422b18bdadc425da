package io.statecap.jobs.experiment.config;


import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.Slice;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The probe of loss against position that ends a trial, and the probes besides it: the section {@code probe},
 * whose fields are in {@code conf/schema.json}.
 */
public record ProbeSettings(long length, int sequences, BucketSettings buckets, List<Slice> slices, boolean placebo,
                            boolean control, List<ProbeKind> kinds, List<String> prompts, List<Mitigation> mitigations,
                            long longestContext, int depths, int samples, long bucket, List<Long> atSteps)
        implements Serializable {

    private static final int SHORTEST_PLACEBO = 16;

    public ProbeSettings {
        slices = List.copyOf(slices);
        kinds = List.copyOf(kinds);
        prompts = List.copyOf(prompts);
        mitigations = List.copyOf(mitigations);
        atSteps = List.copyOf(atSteps);
    }

    static ProbeSettings of(JsonNode probe) {
        return ConfigRecords.read(Section.PROBE, probe, ProbeSettings.class);
    }

    /**
     * The views of a model's held-out losses: that of its training length, then, where the placebo is asked for, those
     * of its halves, down to 16 tokens, each on positions within the training length.
     */
    public List<LossView> views(int trainLength) {
        List<LossView> views = new ArrayList<>();
        views.add(new LossView(trainLength, bucketsFor(trainLength)));
        for (int length = trainLength / 2; placebo && length >= SHORTEST_PLACEBO; length /= 2) {
            views.add(new LossView(length, buckets.over(length, Math.min(trainLength, this.length))));
        }
        return views;
    }

    /** The buckets of a model trained at {@code trainLength}. */
    public Buckets bucketsFor(int trainLength) {
        return buckets.over(trainLength, length);
    }
}
