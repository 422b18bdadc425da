package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.Field.section;
import static io.statecap.jobs.experiment.config.FieldType.BOOLEAN;
import static io.statecap.jobs.experiment.config.FieldType.EXACT;
import static io.statecap.jobs.experiment.config.FieldType.FINGERPRINT;
import static io.statecap.jobs.experiment.config.FieldType.PATH;
import static io.statecap.jobs.experiment.config.FieldType.PROPER_SHARE;
import static io.statecap.jobs.experiment.config.FieldType.SHARE;
import static io.statecap.jobs.experiment.config.FieldType.SLICE;
import static io.statecap.jobs.experiment.config.FieldType.choice;
import static io.statecap.jobs.experiment.config.FieldType.closed;
import static io.statecap.jobs.experiment.config.FieldType.integer;
import static io.statecap.jobs.experiment.config.FieldType.numbers;
import static io.statecap.jobs.experiment.config.FieldType.objects;
import static io.statecap.jobs.experiment.config.FieldType.odd;
import static io.statecap.jobs.experiment.config.FieldType.positive;
import static io.statecap.jobs.experiment.config.FieldType.range;
import static io.statecap.jobs.experiment.config.FieldType.text;
import static io.statecap.jobs.experiment.config.FieldType.texts;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.jobs.experiment.config.Section.Kind;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.Precision;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import java.util.List;

/**
 * The whole configuration: each field by name, values, default and meaning, once. Checks, defaults, messages, the grid,
 * {@code --set} and {@code conf/schema.json} follow from it, and records whose components have the fields' names.
 */
final class ConfigFields {

    // model: sizes, initialisation, and where weights come from

    static final Section MODEL_SECTION = Section.ofGrid(
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
                    text("|[\\s\\S]*\\S[\\s\\S]*", "the path of a model directory, or empty"), "\"\"",
                    "Model directory that the weights come from, of exactly these sizes; empty for a fresh model. A"
                            + " single path: several checkpoints are a list of models. Its content, not its path, tells"
                            + " trials apart."),
            optional(Pretrained.WEIGHTS, FINGERPRINT, "\"\"",
                    "The checkpoint's fingerprint (weights, sizes and tokenizer.json); looked up where left out."));

    // data, whose kind decides its fields

    /** Most keys, values and pairs of age: a stream's memory grows with them. */
    private static final int LARGEST_TASK = 1 << 24;

    private static final Field<String> START = optional("start", choice(List.of("anywhere", "document")),
            "\"anywhere\"", "Where a sequence starts: at any token, or at the first of a document.");

    static final Section DATA_SECTION = Section.ofKinds(true, null, List.of(
            Kind.of("recall",
                    optional("keys", integer(1, LARGEST_TASK), "1024", "Distinct keys of the key-value pairs."),
                    optional("values", integer(1, LARGEST_TASK), "64", "Distinct values."),
                    optional("newRate", PROPER_SHARE, "0.5",
                            "Probability that a pair binds a key anew instead of re-using one."),
                    optional("maxAge", integer(1, LARGEST_TASK), "256", "Largest age of a re-used pair, in pairs.")),
            Kind.of("newlines",
                    optional("token", integer(0, Integer.MAX_VALUE), "10", "The token that is repeated for ever."),
                    optional("vocabulary", integer(1, 1 << 24), "256", "Number of distinct tokens.")),
            Kind.of("text",
                    required("path", PATH, "A folder (with the zip and jar files in it), a zip or a jar of text."),
                    optional("extensions", texts(text("\\.[A-Za-z0-9_.+-]+",
                            "the ending of a file name such as \".java\""), true), "[]",
                            "Endings of the names of the files to read; none for all files."),
                    optional("minimumTokens", integer(1, Integer.MAX_VALUE), "1",
                            "Documents with fewer tokens are left out; documents are kept whole."),
                    optional("heldOutShare", PROPER_SHARE, "0.1", "Share of the documents that no training sees."),
                    START),
            Kind.of("tokens",
                    required("path", PATH, "A folder of token Parquet that the verb corpus wrote."),
                    required("vocabulary", integer(1, 1 << 24), "Number of distinct tokens; at least the corpus'."),
                    START,
                    optional("corpus", FINGERPRINT, "\"\"",
                            "The corpus' fingerprint, as its manifest.json has it; looked up where left out."))));

    // training

    static final Field<Integer> LENGTH =
            required("length", integer(1, 1 << 24), "Training length T: tokens a sequence.");
    static final Field<Long> TOKENS = required("tokens", integer(0, EXACT),
            "Tokens of the whole training, rounded up to whole steps; 0 trains"
                    + " nothing and probes model.checkpoint as it is, length being what that was trained at.");
    static final Field<InitialStates.Kind> INITIAL_STATE =
            optional("initialState", choice(InitialStates.Kind.values()), "\"zero\"",
                    "States that sequences start from: zero; carried continues the sequence of the step before"
                            + " (truncated back-propagation); passed is the last state of the step before, of another"
                            + " sequence; noise is normal; fitted is normal with mean and deviation of the last"
                            + " states of the step before, by layer and head.");
    static final Field<Double> STATE_NOISE =
            optional("stateNoise", positive(1e6), "1", "Standard deviation of the initial state noise.");
    static final Field<Boolean> RESET_AT_DOCUMENTS = optional("resetAtDocuments", BOOLEAN, "true",
            "With carried states: whether a document starts from zeros, and segments end with it.");
    static final Field<Precision> PRECISION = optional("precision", choice(Precision.values()), "\"float32\"",
            "Arithmetic of matrix products; all else is float32. tf32 and bf16 need a GPU.");

    static final Section TRAINING_SECTION = Section.ofGrid(LENGTH, TOKENS,
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

    // probe: the loss against position that ends a trial, and the probes besides it

    static final Section BUCKETS_SECTION = Section.ofKinds(false, "geometric", List.of(
            Kind.of("geometric", optional("perOctave", integer(1, 64), "1",
                    "Buckets a doubling of the position; one of them ends at the training length.")),
            Kind.of("linear", required("width", integer(1, EXACT),
                    "Positions a bucket; divides every training length."))));

    static final Field<JsonNode> BUCKETS = section("buckets", BUCKETS_SECTION,
            "How positions are grouped for averaging.");

    static final Section PROBE_SECTION = Section.of(
            optional("length", integer(2, 1L << 40), "16384",
                    "Positions probed, in tokens; beyond every training length."),
            optional("sequences", integer(1, 1 << 20), "32", "Held-out sequences."),
            BUCKETS,
            optional("slices", texts(SLICE.as(FieldType::slice), false), "[\"all\"]",
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
            optional("bucket", integer(1, EXACT), "64",
                    "Positions from one row of states or gates to the next."),
            optional("atSteps", numbers(1, EXACT), "[]",
                    "Steps of the training at which all probes also run."));

    // criterion: when a trial counts as collapsed

    /** The limit has its own meaning and default in each kind. */
    static final Section CRITERION_SECTION = Section.ofKinds(false, Criterion.Kind.FRESH.text(), List.of(
            criterion(Criterion.Kind.FRESH, "Collapsed when some bucket beyond the training length loses more than the"
                    + " same tokens read from a fresh state within the training length, by more than this, in nats, and"
                    + " by more than twice the standard error."),
            criterion(Criterion.Kind.REFERENCE, "Collapsed when some bucket beyond the training length loses more than"
                    + " the best median over seeds of any training length of the same size there, by more than this, in"
                    + " nats; a trial alone is judged as by fresh."),
            criterion(Criterion.Kind.EXCESS, "Collapsed when the worst loss beyond the training length exceeds the"
                    + " baseline by more, in nats."),
            criterion(Criterion.Kind.PAPER, "Collapsed when the worst loss beyond the training length exceeds this many"
                    + " times the largest within it.")),
            optional("slice", SLICE, "\"all\"", "Positions that are judged; one of the probe's slices."),
            optional("baselineWindow", integer(0, EXACT), "0",
                    "Tokens before the training length over which the baseline is averaged; 0 for the one"
                            + " bucket that ends there."),
            optional("smoothing", odd(4_095), "1",
                    "Buckets that a moving average covers beyond the training length; 1 for none."));

    // execution: how trials are run

    static final Field<Boolean> KEEP_MODELS =
            optional("keepModels", BOOLEAN, "false", "Whether trained models stay in the results folder.");

    static final Section EXECUTION_SECTION = Section.of(
            optional("threads", integer(1, 1_024), "1", "Threads a trial."),
            optional("checkpointEverySeconds", integer(0, 86_400), "60",
                    "Seconds between checkpoints of a trial; 0 for none."),
            optional("timeLimitMinutes", positive(1e6), "1440",
                    "Minutes after which a trial is stopped and counted as failed."),
            optional("maxAttempts", integer(1, 100), "2", "Attempts a trial gets before it is counted as failed."),
            KEEP_MODELS,
            optional("recompute", choice(ExecutionSettings.Recompute.values()), "\"auto\"",
                    "Whether each block is computed once more in the backward pass: less memory, a third more work, the"
                            + " same numbers. auto: where the trial would not fit into memory otherwise."),
            optional("engine", choice(EngineChoice.values()), "\"auto\"",
                    "What computes the trials. auto: a GPU where the task has one, else the CPU."),
            optional("trialsPerDevice", integer(0, 1_024), "0",
                    "Trials that share a GPU in local mode; 0 for as many as serve, by memory and size of the models."
                            + " On a cluster spark.task.resource.gpu.amount says it."));

    // all of it

    static final Field<String> NAME = required("name", text("[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
                    "1 to 100 letters, digits, dots, dashes and underscores, the first a letter or digit"),
            "Name of the sweep and of its default results folder.");
    static final Field<JsonNode> MODEL = required("model", objects(MODEL_SECTION),
            "The model; each value may be a list that spans the grid. A list of models is the union of their grids.");
    static final Field<JsonNode> DATA =
            section("data", DATA_SECTION, "The data; each value may be a list that spans the grid.");
    static final Field<JsonNode> TRAINING =
            section("training", TRAINING_SECTION, "The training; each value may be a list that spans the grid.");
    static final Field<JsonNode> PROBE =
            section("probe", PROBE_SECTION, "The probe of loss against position that ends each trial.");
    static final Field<JsonNode> CRITERION =
            section("criterion", CRITERION_SECTION, "When a trial counts as collapsed.");
    static final Field<Search> SEARCH = optional("search", choice(Search.values()), "\"grid\"",
            "grid trains every cell; bisect only the training lengths that bracket each threshold.");
    static final Field<JsonNode> EXECUTION =
            section("execution", EXECUTION_SECTION, "How trials are run; no part of their identity.");

    static final Section ROOT = Section.of(NAME, MODEL, DATA, TRAINING, PROBE, CRITERION, SEARCH, EXECUTION);

    private ConfigFields() {}

    private static Kind criterion(Criterion.Kind kind, String description) {
        return Kind.of(kind.text(), optional("limit", positive(1e6), String.valueOf(kind.defaultLimit()), description));
    }
}
