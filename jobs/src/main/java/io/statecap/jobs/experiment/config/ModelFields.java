package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.FieldTypes.BOOLEAN;
import static io.statecap.jobs.experiment.config.FieldTypes.FINGERPRINT;
import static io.statecap.jobs.experiment.config.FieldTypes.integer;
import static io.statecap.jobs.experiment.config.FieldTypes.range;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.jobs.experiment.settings.Checkpoint;
import io.statecap.model.Mamba2Config;

/** The section {@code model}: sizes, initialisation, and where weights come from. */
final class ModelFields {

    private static final FieldType<String> MODEL_PATH =
            FieldType.Text.of("|[\\s\\S]*\\S[\\s\\S]*", "the path of a model directory, or empty");

    private static final Field<Integer> D_MODEL =
            required("dModel", integer(1, 65_536), "Width of the residual stream.");
    private static final Field<Integer> LAYERS =
            required("layers", integer(1, 1_024), "Number of Mamba-2 blocks.");
    private static final Field<Integer> D_STATE =
            required("dState", integer(1, 65_536), "State elements a channel (the papers' N).");
    private static final Field<Integer> HEAD_DIM = optional("headDim", integer(1, 65_536), "64",
            "Channels a head (the papers' P); divides expand * dModel.");
    private static final Field<Integer> EXPAND = optional("expand", integer(1, 64), "2",
            "dInner = expand * dModel, the channels of the state space model.");
    private static final Field<Integer> D_CONV =
            optional("dConv", integer(1, 64), "4", "Taps of the causal convolution.");
    private static final Field<Integer> GROUPS = optional("groups", integer(1, 65_536), "1",
            "Groups of heads that share B and C; divides the heads.");
    private static final Field<Boolean> TIED =
            optional("tied", BOOLEAN, "true", "Whether the output head is the embedding.");
    private static final Field<Mamba2Config.Range> INIT_A = optional("initA", range(1e6), "[1, 16]",
            "Range of the uniform draw of -A, one a head. Mamba-2 has [1, 16]; smaller values start with"
                    + " slower forgetting.");
    private static final Field<Mamba2Config.Range> INIT_DT = optional("initDt", range(1e3), "[0.001, 0.1]",
            "Range of the log-uniform draw of the step size at zero input, one a head.");
    private static final Field<String> CHECKPOINT = optional(Checkpoint.PATH, MODEL_PATH, "\"\"",
            "Model directory that the weights come from, of exactly these sizes; empty for a fresh model. A"
                    + " single path: several checkpoints are a list of models. Its content, not its path, tells"
                    + " trials apart.");
    private static final Field<String> WEIGHTS = optional(Checkpoint.WEIGHTS, FINGERPRINT, "\"\"",
            "The checkpoint's fingerprint (weights, sizes and tokenizer.json); looked up where left out.");

    static final Section SECTION = Section.ofGrid(D_MODEL, LAYERS, D_STATE, HEAD_DIM, EXPAND, D_CONV, GROUPS, TIED,
            INIT_A, INIT_DT, CHECKPOINT, WEIGHTS);

    private ModelFields() {}

    /** The model of a grid cell; {@code vocabulary} is that of its data. */
    static Mamba2Config model(JsonNode cell, int vocabulary) {
        return new Mamba2Config(D_MODEL.of(cell), LAYERS.of(cell), D_STATE.of(cell), HEAD_DIM.of(cell),
                EXPAND.of(cell), D_CONV.of(cell), GROUPS.of(cell), TIED.of(cell), vocabulary, INIT_A.of(cell),
                INIT_DT.of(cell));
    }

    /** Where the weights come from; null for a fresh model. */
    static Checkpoint checkpoint(JsonNode cell) {
        String path = CHECKPOINT.of(cell);
        return path.isEmpty() ? null : new Checkpoint(path, WEIGHTS.of(cell));
    }
}
