package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.FieldType.BOOLEAN;
import static io.statecap.jobs.experiment.config.FieldType.EXACT;
import static io.statecap.jobs.experiment.config.FieldType.SHARE;
import static io.statecap.jobs.experiment.config.FieldType.choice;
import static io.statecap.jobs.experiment.config.FieldType.closed;
import static io.statecap.jobs.experiment.config.FieldType.integer;
import static io.statecap.jobs.experiment.config.FieldType.positive;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.engine.Precision;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.util.HashMap;
import java.util.Map;

/** The section {@code training}. */
final class TrainingFields {

    private static final Field<Integer> LENGTH =
            required("length", integer(1, 1 << 24), "Training length T: tokens a sequence.");
    private static final Field<Long> TOKENS = required("tokens", integer(0, EXACT),
            "Tokens of the whole training, rounded up to whole steps; 0 trains"
                    + " nothing and probes model.checkpoint as it is, length being what that was trained at.");
    private static final Field<InitialStates.Kind> INITIAL_STATE =
            optional("initialState", choice(InitialStates.Kind.values()), "\"zero\"",
                    "States that sequences start from: zero; carried continues the sequence of the step before"
                            + " (truncated back-propagation); passed is the last state of the step before, of another"
                            + " sequence; noise is normal; fitted is normal with mean and deviation of the last"
                            + " states of the step before, by layer and head.");
    private static final Field<Double> STATE_NOISE =
            optional("stateNoise", positive(1e6), "1", "Standard deviation of the initial state noise.");
    private static final Field<Boolean> RESET_AT_DOCUMENTS = optional("resetAtDocuments", BOOLEAN, "true",
            "With carried states: whether a document starts from zeros, and segments end with it.");
    static final Field<Precision> PRECISION = optional("precision", choice(Precision.values()), "\"float32\"",
            "Arithmetic of matrix products; all else is float32. tf32 and bf16 need a GPU.");

    static final Section SECTION = Section.ofGrid(LENGTH, TOKENS,
            optional("batchTokens", integer(1, Integer.MAX_VALUE), "4096",
                    "Tokens a step; a multiple of every training length."),
            optional("learningRate", positive(1_000_000), "0.003", "Peak learning rate."),
            optional("schedule", choice(Schedule.WSD, Schedule.CONSTANT), "\"wsd\"",
                    "Learning rate over the steps: wsd is warm-up, stable, decay; constant is the peak rate"
                            + " throughout."),
            optional("warmup", SHARE, "0.05", "Share of the steps with a linear rise from 0 (wsd only)."),
            optional("decay", SHARE, "0.2", "Share of the steps, at the end, with a linear fall to 0 (wsd only)."),
            optional("weightDecay", closed(0, 10), "0.1", "Decoupled weight decay, on matrices only."),
            optional("beta1", closed(0, 0.999999), "0.9", "AdamW's decay of the first moment."),
            optional("beta2", closed(0, 0.999999), "0.95", "AdamW's decay of the second moment."),
            optional("epsilon", positive(1), "1e-8", "AdamW's term in the denominator."),
            optional("clip", closed(0, 1e6), "1", "Limit on the global gradient norm; 0 for none."),
            INITIAL_STATE, STATE_NOISE, RESET_AT_DOCUMENTS, PRECISION,
            optional("seed", integer(0, EXACT), "0", "Seed of initialisation and data order."));

    private TrainingFields() {}

    /** The training of a grid cell. */
    static TrainingSettings training(JsonNode cell) {
        Map<String, Object> given = new HashMap<>(Map.of("start", new InitialStates(INITIAL_STATE.of(cell),
                STATE_NOISE.of(cell), RESET_AT_DOCUMENTS.of(cell))));
        if (TOKENS.of(cell) == 0) {
            // Without steps there are no batches, and any size of them will do.
            given.put("batchTokens", LENGTH.of(cell));
        }
        return SECTION.read(cell, TrainingSettings.class, given);
    }
}
