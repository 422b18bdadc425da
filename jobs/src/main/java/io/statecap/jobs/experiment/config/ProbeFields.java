package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.Field.section;
import static io.statecap.jobs.experiment.config.FieldTypes.BOOLEAN;
import static io.statecap.jobs.experiment.config.FieldTypes.EXACT;
import static io.statecap.jobs.experiment.config.FieldTypes.SLICE;
import static io.statecap.jobs.experiment.config.FieldTypes.integer;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.jobs.experiment.config.FieldType.ListOf;
import io.statecap.jobs.experiment.config.FieldType.Text;
import io.statecap.jobs.experiment.settings.BucketSettings;
import io.statecap.jobs.experiment.settings.FurtherProbes;
import io.statecap.jobs.experiment.settings.ProbeSettings;
import io.statecap.model.MitigationText;
import io.statecap.model.probe.Slice;
import java.util.List;

/** The section {@code probe}: loss against position, and the probes besides it. */
final class ProbeFields {

    private static final Text<String> PROBE_KIND = Text.of("newlines|recall|passkey|states|gates",
            "\"newlines\", \"recall\", \"passkey\", \"states\" or \"gates\"");

    private static final Text<String> PROMPT = Text.of("heldout|newlines|random|repeated",
            "\"heldout\", \"newlines\", \"random\" or \"repeated\"");

    private static final Text<String> MITIGATION = Text.of(
            "none|(forget|normalise|window)(:[a-z]+=[0-9.eE+-]+(,[a-z]+=[0-9.eE+-]+)*)?", MitigationText.ALLOWED);

    private static final String GEOMETRIC = "geometric";

    private static final Field<Integer> PER_OCTAVE = optional("perOctave", integer(1, 64), "1",
            "Buckets a doubling of the position; one of them ends at the training length.");
    private static final Field<Long> WIDTH =
            required("width", integer(1, EXACT), "Positions a bucket; divides every training length.");

    private static final Section BUCKET_SECTION = Section.ofKinds(false, GEOMETRIC)
            .kind(GEOMETRIC, PER_OCTAVE)
            .kind("linear", WIDTH)
            .common();

    private static final Field<Long> LENGTH = optional("length", integer(2, 1L << 40), "16384",
            "Positions probed, in tokens; beyond every training length.");
    private static final Field<Integer> SEQUENCES =
            optional("sequences", integer(1, 1 << 20), "32", "Held-out sequences.");
    private static final Field<JsonNode> BUCKETS =
            section("buckets", BUCKET_SECTION, "How positions are grouped for averaging.");
    private static final Field<List<Slice>> SLICES = optional("slices", ListOf.texts(SLICE, false), "[\"all\"]",
            "Positions to report on: all, or (recall) age<=K, those whose key was last used at most K pairs"
                    + " ago. Where left out, recall also gets age<=8 and the criterion's slice.");
    private static final Field<Boolean> PLACEBO = optional("placebo", BOOLEAN, "true",
            "Whether the model is also probed as if it had been trained at a half, a quarter, ... of its"
                    + " training length, on positions within it: what the criterion then calls collapsed is"
                    + " none.");
    private static final Field<Boolean> CONTROL = optional("control", BOOLEAN, "false",
            "Whether the model is also probed with a sliding window of its training length, in which nothing can"
                    + " pile up: what the criterion then calls collapsed is none. Costs several times the probe.");
    private static final Field<List<String>> KINDS = optional("kinds", ListOf.texts(PROBE_KIND, true), "[]",
            "Probes that end a trial besides the loss on held-out data.");
    private static final Field<List<String>> PROMPTS = optional("prompts", ListOf.texts(PROMPT, false),
            "[\"heldout\", \"newlines\", \"random\", \"repeated\"]", "What states and gates are seen on.");
    private static final Field<List<String>> MITIGATIONS = optional("mitigations", ListOf.texts(MITIGATION, false),
            "[\"none\"]", "Changes of the recurrence that all probes are repeated under.");
    private static final Field<Long> LONGEST_CONTEXT = optional("longestContext", integer(16, 1L << 40), "2048",
            "Longest context of passkeys, tokens; the others are the powers of two below.");
    private static final Field<Integer> DEPTHS =
            optional("depths", integer(1, 1_000), "10", "Depths of passkeys, evenly from start to end.");
    private static final Field<Integer> SAMPLES =
            optional("samples", integer(1, 1 << 20), "20", "Passkeys a context length and depth.");
    private static final Field<Long> BUCKET = optional("bucket", integer(1, EXACT), "64",
            "Positions from one row of states or gates to the next.");
    private static final Field<List<Long>> AT_STEPS = optional("atSteps", ListOf.numbers(1, EXACT), "[]",
            "Steps of the training at which all probes also run.");

    static final Section SECTION = Section.of(LENGTH, SEQUENCES, BUCKETS, SLICES, PLACEBO, CONTROL, KINDS, PROMPTS,
            MITIGATIONS, LONGEST_CONTEXT, DEPTHS, SAMPLES, BUCKET, AT_STEPS);

    private ProbeFields() {}

    static ProbeSettings probe(JsonNode probe) {
        FurtherProbes further = new FurtherProbes(KINDS.of(probe), PROMPTS.of(probe), MITIGATIONS.of(probe),
                LONGEST_CONTEXT.of(probe), DEPTHS.of(probe), SAMPLES.of(probe), BUCKET.of(probe), AT_STEPS.of(probe));
        return new ProbeSettings(LENGTH.of(probe), SEQUENCES.of(probe), buckets(BUCKETS.of(probe)), SLICES.of(probe),
                PLACEBO.of(probe), CONTROL.of(probe), further);
    }

    private static BucketSettings buckets(JsonNode buckets) {
        return Section.kindOf(buckets).equals(GEOMETRIC)
                ? new BucketSettings.Geometric(PER_OCTAVE.of(buckets))
                : new BucketSettings.Linear(WIDTH.of(buckets));
    }
}
