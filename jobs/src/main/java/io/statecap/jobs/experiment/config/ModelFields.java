package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.FieldType.BOOLEAN;
import static io.statecap.jobs.experiment.config.FieldType.FINGERPRINT;
import static io.statecap.jobs.experiment.config.FieldType.integer;
import static io.statecap.jobs.experiment.config.FieldType.range;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.Mamba2Config;
import java.util.Map;

/** The section {@code model}: sizes, initialisation, and where weights come from. */
final class ModelFields {

    static final Section SECTION = Section.ofGrid(
            required("dModel", integer(1, 65_536), "Width of the residual stream."),
            required("layers", integer(1, 1_024), "Number of Mamba-2 blocks."),
            required("dState", integer(1, 65_536), "State elements a channel (the papers' N)."),
            optional("headDim", integer(1, 65_536), "64",
                    "Channels a head (the papers' P); divides expand * dModel."),
            optional("expand", integer(1, 64), "2",
                    "dInner = expand * dModel, the channels of the state space model."),
            optional("dConv", integer(1, 64), "4", "Taps of the causal convolution."),
            optional("groups", integer(1, 65_536), "1", "Groups of heads that share B and C; divides the heads."),
            optional("tied", BOOLEAN, "true", "Whether the output head is the embedding."),
            optional("initA", range(1e6), "[1, 16]",
                    "Range of the uniform draw of -A, one a head. Mamba-2 has [1, 16]; smaller values start with"
                            + " slower forgetting."),
            optional("initDt", range(1e3), "[0.001, 0.1]",
                    "Range of the log-uniform draw of the step size at zero input, one a head."),
            optional(Pretrained.PATH,
                    FieldType.text("|[\\s\\S]*\\S[\\s\\S]*", "the path of a model directory, or empty"), "\"\"",
                    "Model directory that the weights come from, of exactly these sizes; empty for a fresh model. A"
                            + " single path: several checkpoints are a list of models. Its content, not its path, tells"
                            + " trials apart."),
            optional(Pretrained.WEIGHTS, FINGERPRINT, "\"\"",
                    "The checkpoint's fingerprint (weights, sizes and tokenizer.json); looked up where left out."));

    private ModelFields() {}

    /** The model of a grid cell; {@code vocabulary} is that of its data. */
    static Mamba2Config model(JsonNode cell, int vocabulary) {
        return SECTION.read(cell, Mamba2Config.class, Map.of("vocabulary", vocabulary));
    }

    /** Where the weights come from; null for a fresh model. */
    static Pretrained pretrained(JsonNode cell) {
        String path = cell.path(Pretrained.PATH).asText();
        return path.isEmpty() ? null : new Pretrained(path, cell.path(Pretrained.WEIGHTS).asText());
    }
}
