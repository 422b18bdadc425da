package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.analysis.collapse.Criterion;
import java.util.List;
import java.util.Map;

/** The section {@code criterion}: when a trial counts as collapsed. */
final class CriterionFields {

    /** The limit has its own meaning and default in each kind. */
    static final Section SECTION = Section.ofKinds(false, Criterion.Kind.FRESH.text(), List.of(
            kind(Criterion.Kind.FRESH, "0.5", "Collapsed when some bucket beyond the training length loses more than"
                    + " the same tokens read from a fresh state within the training length, by more than this, in nats, and"
                    + " by more than twice the standard error."),
            kind(Criterion.Kind.REFERENCE, "0.5", "Collapsed when some bucket beyond the training length loses more"
                    + " than the best median over seeds of any training length of the same size there, by more than"
                    + " this, in nats; a trial alone is judged as by fresh."),
            kind(Criterion.Kind.EXCESS, "0.1", "Collapsed when the worst loss beyond the training length exceeds the"
                    + " baseline by more, in nats."),
            kind(Criterion.Kind.PAPER, "2", "Collapsed when the worst loss beyond the training length exceeds this many"
                    + " times the largest within it.")),
            optional("slice", FieldType.SLICE, "\"all\"", "Positions that are judged; one of the probe's slices."),
            optional("baselineWindow", FieldType.integer(0, FieldType.EXACT), "0",
                    "Tokens before the training length over which the baseline is averaged; 0 for the one"
                            + " bucket that ends there."),
            optional("smoothing", FieldType.odd(4_095), "1",
                    "Buckets that a moving average covers beyond the training length; 1 for none."));

    private CriterionFields() {}

    static Criterion criterion(JsonNode criterion) {
        return SECTION.read(criterion, Criterion.class,
                Map.of(Section.KIND, Criterion.Kind.of(Section.kindOf(criterion))));
    }

    private static Section.Kind kind(Criterion.Kind kind, String limit, String description) {
        return Section.Kind.of(kind.text(), optional("limit", FieldType.positive(1e6), limit, description));
    }
}
