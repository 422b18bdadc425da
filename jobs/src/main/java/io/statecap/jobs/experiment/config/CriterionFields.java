package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.FieldTypes.EXACT;
import static io.statecap.jobs.experiment.config.FieldTypes.SLICE;
import static io.statecap.jobs.experiment.config.FieldTypes.integer;
import static io.statecap.jobs.experiment.config.FieldTypes.positive;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.analysis.collapse.Criterion.Kind;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.jobs.experiment.config.FieldType.Odd;
import io.statecap.model.probe.Slice;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The section {@code criterion}: when a trial counts as collapsed. */
final class CriterionFields {

    /** The limit has its own meaning and default in each kind. */
    private static final Map<Kind, Field<Double>> LIMIT = new EnumMap<>(Map.of(
            Kind.FRESH, limit("0.5", "Collapsed when some bucket beyond the training length loses more than the same"
                    + " tokens read from a fresh state within the training length, by more than this, in nats, and"
                    + " by more than twice the standard error."),
            Kind.REFERENCE, limit("0.5", "Collapsed when some bucket beyond the training length loses more than the"
                    + " best median over seeds of any training length of the same size there, by more than this, in"
                    + " nats; a trial alone is judged as by fresh."),
            Kind.EXCESS, limit("0.1", "Collapsed when the worst loss beyond the training length exceeds the baseline"
                    + " by more, in nats."),
            Kind.PAPER, limit("2", "Collapsed when the worst loss beyond the training length exceeds this many times"
                    + " the largest within it.")));

    private static final Field<Slice> SLICE_FIELD =
            optional("slice", SLICE, "\"all\"", "Positions that are judged; one of the probe's slices.");
    private static final Field<Long> BASELINE_WINDOW = optional("baselineWindow", integer(0, EXACT), "0",
            "Tokens before the training length over which the baseline is averaged; 0 for the one"
                    + " bucket that ends there.");
    private static final Field<Integer> SMOOTHING = optional("smoothing", new Odd(4_095), "1",
            "Buckets that a moving average covers beyond the training length; 1 for none.");

    static final Section SECTION = section();

    private CriterionFields() {}

    static Criterion criterion(JsonNode criterion) {
        Kind kind = Kind.valueOf(Section.kindOf(criterion).toUpperCase(Locale.ROOT));
        return new Criterion(kind, LIMIT.get(kind).of(criterion), SLICE_FIELD.of(criterion).name(),
                BASELINE_WINDOW.of(criterion), SMOOTHING.of(criterion));
    }

    private static Section section() {
        Section.Kinds kinds = Section.ofKinds(false, name(Kind.FRESH));
        LIMIT.forEach((kind, limit) -> kinds.kind(name(kind), limit));
        return kinds.common(SLICE_FIELD, BASELINE_WINDOW, SMOOTHING);
    }

    private static Field<Double> limit(String fallback, String description) {
        return optional("limit", positive(1e6), fallback, description);
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
