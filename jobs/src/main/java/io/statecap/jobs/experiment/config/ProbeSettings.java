package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.FieldType.BOOLEAN;
import static io.statecap.jobs.experiment.config.FieldType.integer;
import static io.statecap.jobs.experiment.config.FieldType.text;
import static io.statecap.jobs.experiment.config.FieldType.texts;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.Slice;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The probe of loss against position that ends a trial, and the probes besides it: the section {@code probe}, with the
 * fields below.
 */
public record ProbeSettings(long length, int sequences, BucketSettings buckets, List<Slice> slices, boolean placebo,
                            boolean control, List<ProbeKind> kinds, List<String> prompts, List<Mitigation> mitigations,
                            long longestContext, int depths, int samples, long bucket, List<Long> atSteps)
        implements Serializable {

    private static final int SHORTEST_PLACEBO = 16;

    private static final Field<JsonNode> BUCKETS = Field.section("buckets", BucketSettings.Geometric.SECTION,
            "How positions are grouped for averaging.");

    static final Section SECTION = Section.of(
            optional("length", integer(2, 1L << 40), "16384",
                    "Positions probed, in tokens; beyond every training length."),
            optional("sequences", integer(1, 1 << 20), "32", "Held-out sequences."),
            BUCKETS,
            optional("slices", texts(FieldType.SLICE.as(FieldType::slice), false), "[\"all\"]",
                    "Positions to report on: all, or (recall) age<=K, those whose key was last used at most K pairs"
                            + " ago. Where left out, recall also gets age<=8 and the criterion's slice."),
            optional("placebo", BOOLEAN, "true",
                    "Whether the model is also probed as if it had been trained at a half, a quarter, ... of its"
                            + " training length, on positions within it: what the criterion then calls collapsed is"
                            + " none."),
            optional("control", BOOLEAN, "false",
                    "Whether the model is also probed with a sliding window of its training length, in which nothing"
                            + " can pile up: what the criterion then calls collapsed is none. Costs several times the"
                            + " probe."),
            optional("kinds", texts(text("newlines|recall|passkey|states|gates",
                    "\"newlines\", \"recall\", \"passkey\", \"states\" or \"gates\"").as(ProbeKind::of), true), "[]",
                    "Probes that end a trial besides the loss on held-out data."),
            optional("prompts", texts(text("heldout|newlines|random|repeated",
                    "\"heldout\", \"newlines\", \"random\" or \"repeated\""), false),
                    "[\"heldout\", \"newlines\", \"random\", \"repeated\"]", "What states and gates are seen on."),
            optional("mitigations", texts(text(
                    "none|(forget|normalise|window)(:[a-z]+=[0-9.eE+-]+(,[a-z]+=[0-9.eE+-]+)*)?",
                    Mitigation.ALLOWED).as(Mitigation::parse), false), "[\"none\"]",
                    "Changes of the recurrence that all probes are repeated under."),
            optional("longestContext", integer(16, 1L << 40), "2048",
                    "Longest context of passkeys, tokens; the others are the powers of two below."),
            optional("depths", integer(1, 1_000), "10", "Depths of passkeys, evenly from start to end."),
            optional("samples", integer(1, 1 << 20), "20", "Passkeys a context length and depth."),
            optional("bucket", integer(1, FieldType.EXACT), "64",
                    "Positions from one row of states or gates to the next."),
            optional("atSteps", FieldType.numbers(1, FieldType.EXACT), "[]",
                    "Steps of the training at which all probes also run."));

    public ProbeSettings {
        slices = List.copyOf(slices);
        kinds = List.copyOf(kinds);
        prompts = List.copyOf(prompts);
        mitigations = List.copyOf(mitigations);
        atSteps = List.copyOf(atSteps);
    }

    static ProbeSettings of(JsonNode probe) {
        return SECTION.read(probe, ProbeSettings.class,
                Map.of("buckets", BucketSettings.Geometric.of(BUCKETS.of(probe))));
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

    /** The mitigation of the control: a window in which a model trained at {@code trainLength} cannot collapse. */
    public Mitigation window(int trainLength) {
        return new Mitigation.Window(trainLength);
    }

    /** The buckets of a model trained at {@code trainLength}. */
    public Buckets bucketsFor(int trainLength) {
        return buckets.over(trainLength, length);
    }
}
