package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.Field.section;
import static io.statecap.jobs.experiment.config.Field.sections;

import io.statecap.model.MitigationText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Every field of a configuration: the only place to add one. The reader, the grid and {@code conf/schema.json} follow
 * from it; {@link ConfigBinder} puts its value into a record.
 */
final class ConfigFields {

    /** Largest whole number that every JSON reader keeps exact. */
    private static final long EXACT = (1L << 53) - 1;

    /** Most keys, values and pairs of age: a stream's memory grows with them. */
    private static final int LARGEST_TASK = 1 << 24;

    private static final FieldType SHARE = FieldType.FloatingNumber.closed(0, 1);
    private static final FieldType BOOLEAN = new FieldType.TruthValue();

    private static final FieldType.Text SLICE =
            new FieldType.Text(Pattern.compile("all|age<=[1-9][0-9]{0,8}"), "\"all\" or \"age<=K\" with K from 1");

    private static final FieldType.Text PROBE_KIND = new FieldType.Text(
            Pattern.compile("newlines|recall|passkey|states|gates"),
            "\"newlines\", \"recall\", \"passkey\", \"states\" or \"gates\"");

    private static final FieldType.Text PROMPT = new FieldType.Text(
            Pattern.compile("heldout|newlines|random|repeated"),
            "\"heldout\", \"newlines\", \"random\" or \"repeated\"");

    private static final FieldType.Text MITIGATION = new FieldType.Text(
            Pattern.compile("none|(forget|normalise|window)(:[a-z]+=[0-9.eE+-]+(,[a-z]+=[0-9.eE+-]+)*)?"),
            MitigationText.ALLOWED);

    private static final FieldType.Text EXTENSION = new FieldType.Text(Pattern.compile("\\.[A-Za-z0-9_.+-]+"),
            "the ending of a file name such as \".java\"");

    private static final FieldType.Text PATH =
            new FieldType.Text(Pattern.compile("[\\s\\S]*\\S[\\s\\S]*"), "the path of a file or folder");

    private static final FieldType.Text FINGERPRINT =
            new FieldType.Text(Pattern.compile("([0-9a-f]{32})?"), "32 hexadecimal digits, or \"\"");

    private static final FieldType.Text MODEL_PATH =
            new FieldType.Text(Pattern.compile("|[\\s\\S]*\\S[\\s\\S]*"), "the path of a model directory, or empty");

    private static final Section MODEL = Section.ofGrid(
            required("dModel", integer(1, 65_536), "Width of the residual stream."),
            required("layers", integer(1, 1_024), "Number of Mamba-2 blocks."),
            required("dState", integer(1, 65_536), "State elements a channel (the papers' N)."),
            optional("headDim", integer(1, 65_536), "64",
                    "Channels a head (the papers' P); divides expand * dModel."),
            optional("expand", integer(1, 64), "2", "dInner = expand * dModel, the channels of the state space model."),
            optional("dConv", integer(1, 64), "4", "Taps of the causal convolution."),
            optional("groups", integer(1, 65_536), "1", "Groups of heads that share B and C; divides the heads."),
            optional("tied", BOOLEAN, "true", "Whether the output head is the embedding."),
            optional("initA", range(1e6), "[1, 16]",
                    "Range of the uniform draw of -A, one a head. Mamba-2 has [1, 16]; smaller values start with"
                            + " slower forgetting."),
            optional("initDt", range(1e3), "[0.001, 0.1]",
                    "Range of the log-uniform draw of the step size at zero input, one a head."),
            optional("checkpoint", MODEL_PATH, "\"\"",
                    "Model directory that the weights come from, of exactly these sizes; empty for a fresh model. A"
                            + " single path: several checkpoints are a list of models. Its content, not its path, tells"
                            + " trials apart."),
            optional("weights", FINGERPRINT, "\"\"",
                    "The checkpoint's fingerprint (weights, sizes and tokenizer.json); looked up where left out."));

    private static final Section DATA = new Section(true, null, kinds(
            "recall", List.of(
                    optional("keys", integer(1, LARGEST_TASK), "1024", "Distinct keys of the key-value pairs."),
                    optional("values", integer(1, LARGEST_TASK), "64", "Distinct values."),
                    optional("newRate", FieldType.FloatingNumber.properShare(), "0.5",
                            "Probability that a pair binds a key anew instead of re-using one."),
                    optional("maxAge", integer(1, LARGEST_TASK), "256",
                            "Largest age of a re-used pair, in pairs.")),
            "newlines", List.of(
                    optional("token", integer(0, Integer.MAX_VALUE), "10", "The token that is repeated for ever."),
                    optional("vocabulary", integer(1, 1 << 24), "256", "Number of distinct tokens.")),
            "text", List.of(
                    required("path", PATH, "A folder (with the zip and jar files in it), a zip or a jar of text."),
                    optional("extensions", new FieldType.Texts(EXTENSION, true), "[]",
                            "Endings of the names of the files to read; none for all files."),
                    optional("minimumTokens", integer(1, Integer.MAX_VALUE), "1",
                            "Documents with fewer tokens are left out; documents are kept whole."),
                    optional("heldOutShare", FieldType.FloatingNumber.properShare(), "0.1",
                            "Share of the documents that no training sees."),
                    optional("start", new FieldType.Choice(List.of("anywhere", "document")), "\"anywhere\"",
                            "Where a sequence starts: at any token, or at the first of a document.")),
            "tokens", List.of(
                    required("path", PATH, "A folder of token Parquet that the verb corpus wrote."),
                    required("vocabulary", integer(1, 1 << 24), "Number of distinct tokens; at least the corpus'."),
                    optional("start", new FieldType.Choice(List.of("anywhere", "document")), "\"anywhere\"",
                            "Where a sequence starts: at any token, or at the first of a document."),
                    optional("corpus", FINGERPRINT, "\"\"",
                            "The corpus' fingerprint, as its manifest.json has it; looked up where left out."))),
            List.of());

    private static final Section TRAINING = Section.ofGrid(
            required("length", integer(1, 1 << 24), "Training length T: tokens a sequence."),
            required("tokens", integer(0, EXACT), "Tokens of the whole training, rounded up to whole steps; 0 trains"
                    + " nothing and probes model.checkpoint as it is, length being what that was trained at."),
            optional("batchTokens", integer(1, Integer.MAX_VALUE), "4096",
                    "Tokens a step; a multiple of every training length."),
            optional("learningRate", FieldType.FloatingNumber.positive(1_000_000), "0.003", "Peak learning rate."),
            optional("schedule", new FieldType.Choice(List.of("wsd", "constant")), "\"wsd\"",
                    "Learning rate over the steps: wsd is warm-up, stable, decay; constant is the peak rate"
                            + " throughout."),
            optional("warmup", SHARE, "0.05", "Share of the steps with a linear rise from 0 (wsd only)."),
            optional("decay", SHARE, "0.2",
                    "Share of the steps, at the end, with a linear fall to 0 (wsd only)."),
            optional("weightDecay", FieldType.FloatingNumber.closed(0, 10), "0.1",
                    "Decoupled weight decay, on matrices only."),
            optional("beta1", FieldType.FloatingNumber.closed(0, 0.999999), "0.9", "AdamW's decay of the first moment."),
            optional("beta2", FieldType.FloatingNumber.closed(0, 0.999999), "0.95", "AdamW's decay of the second moment."),
            optional("epsilon", FieldType.FloatingNumber.positive(1), "1e-8", "AdamW's term in the denominator."),
            optional("clip", FieldType.FloatingNumber.closed(0, 1e6), "1",
                    "Limit on the global gradient norm; 0 for none."),
            optional("initialState",
                    new FieldType.Choice(List.of("zero", "carried", "passed", "noise", "fitted")), "\"zero\"",
                    "States that sequences start from: zero; carried continues the sequence of the step before"
                            + " (truncated back-propagation); passed is the last state of the step before, of another"
                            + " sequence; noise is normal; fitted is normal with mean and deviation of the last"
                            + " states of the step before, by layer and head."),
            optional("stateNoise", FieldType.FloatingNumber.positive(1e6), "1", "Standard deviation of the initial state noise."),
            optional("resetAtDocuments", BOOLEAN, "true",
                    "With carried states: whether a document starts from zeros, and segments end with it."),
            optional("seed", integer(0, EXACT), "0", "Seed of initialisation and data order."));

    private static final Section BUCKETS = new Section(false, "geometric", kinds(
            "geometric", List.of(
                    optional("perOctave", integer(1, 64), "1",
                            "Buckets a doubling of the position; one of them ends at the training length.")),
            "linear", List.of(
                    required("width", integer(1, EXACT), "Positions a bucket; divides every training length."))),
            List.of());

    private static final Section PROBE = Section.of(
            optional("length", integer(2, 1L << 40), "16384",
                    "Positions probed, in tokens; beyond every training length."),
            optional("sequences", integer(1, 1 << 20), "32", "Held-out sequences."),
            section("buckets", BUCKETS, "How positions are grouped for averaging."),
            optional("slices", new FieldType.Texts(SLICE, false), "[\"all\"]",
                    "Positions to report on: all, or (recall) age<=K, those whose key was last used at most K pairs"
                            + " ago. Where left out, recall also gets age<=8 and the criterion's slice."),
            optional("placebo", BOOLEAN, "true",
                    "Whether the model is also probed as if it had been trained at a half, a quarter, ... of its"
                            + " training length, on positions within it: what the criterion then calls collapsed is"
                            + " none."),
            optional("kinds", new FieldType.Texts(PROBE_KIND, true), "[]",
                    "Probes that end a trial besides the loss on held-out data."),
            optional("prompts", new FieldType.Texts(PROMPT, false),
                    "[\"heldout\", \"newlines\", \"random\", \"repeated\"]", "What states and gates are seen on."),
            optional("mitigations", new FieldType.Texts(MITIGATION, false), "[\"none\"]",
                    "Changes of the recurrence that all probes are repeated under."),
            optional("longestContext", integer(16, 1L << 40), "2048",
                    "Longest context of passkeys, tokens; the others are the powers of two below."),
            optional("depths", integer(1, 1_000), "10", "Depths of passkeys, evenly from start to end."),
            optional("samples", integer(1, 1 << 20), "20", "Passkeys a context length and depth."),
            optional("bucket", integer(1, EXACT), "64", "Positions from one row of states or gates to the next."),
            optional("atSteps", new FieldType.Wholes(1, EXACT), "[]",
                    "Steps of the training at which all probes also run."));

    private static final Section CRITERION = new Section(false, "fresh", kinds(
            "fresh", List.of(
                    optional("limit", FieldType.FloatingNumber.positive(1e6), "0.5",
                            "Collapsed when some bucket beyond the training length loses more than the same tokens read"
                                    + " from a fresh state within the training length, by more than this, in nats, and"
                                    + " by more than twice the standard error.")),
            "reference", List.of(
                    optional("limit", FieldType.FloatingNumber.positive(1e6), "0.5",
                            "Collapsed when some bucket beyond the training length loses more than the best median over"
                                    + " seeds of any training length of the same size there, by more than this, in"
                                    + " nats; a trial alone is judged as by fresh.")),
            "excess", List.of(
                    optional("limit", FieldType.FloatingNumber.positive(1e6), "0.1",
                            "Collapsed when the worst loss beyond the training length exceeds the baseline by more,"
                                    + " in nats.")),
            "paper", List.of(
                    optional("limit", FieldType.FloatingNumber.positive(1e6), "2",
                            "Collapsed when the worst loss beyond the training length exceeds this many times the"
                                    + " largest within it."))),
            List.of(
                    optional("slice", SLICE, "\"all\"", "Positions that are judged; one of the probe's slices."),
                    optional("baselineWindow", integer(0, EXACT), "0",
                            "Tokens before the training length over which the baseline is averaged; 0 for the one"
                                    + " bucket that ends there."),
                    optional("smoothing", new FieldType.Odd(4_095), "1",
                            "Buckets that a moving average covers beyond the training length; 1 for none.")));

    private static final Section EXECUTION = Section.of(
            optional("threads", integer(1, 1_024), "1", "Threads a trial."),
            optional("checkpointEverySeconds", integer(0, 86_400), "60",
                    "Seconds between checkpoints of a trial; 0 for none."),
            optional("timeLimitMinutes", FieldType.FloatingNumber.positive(1e6), "1440",
                    "Minutes after which a trial is stopped and counted as failed."),
            optional("maxAttempts", integer(1, 100), "2", "Attempts a trial gets before it is counted as failed."),
            optional("keepModels", BOOLEAN, "false", "Whether trained models stay in the results folder."),
            optional("recompute", new FieldType.Choice(List.of("auto", "always", "never")), "\"auto\"",
                    "Whether each block is computed once more in the backward pass: less memory, a third more work, the"
                            + " same numbers. auto: where the trial would not fit into memory otherwise."));

    /** The whole configuration. */
    static final Section ROOT = Section.of(
            required("name", new FieldType.Text(Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                            "1 to 100 letters, digits, dots, dashes and underscores, the first a letter or digit"),
                    "Name of the sweep and of its default results folder."),
            sections("model", MODEL, "The model; each value may be a list that spans the grid. A list of models is the"
                    + " union of their grids."),
            section("data", DATA, "The data; each value may be a list that spans the grid."),
            section("training", TRAINING, "The training; each value may be a list that spans the grid."),
            section("probe", PROBE, "The probe of loss against position that ends each trial."),
            section("criterion", CRITERION, "When a trial counts as collapsed."),
            optional("search", new FieldType.Choice(List.of("grid", "bisect")), "\"grid\"",
                    "grid trains every cell; bisect only the training lengths that bracket each threshold."),
            section("execution", EXECUTION, "How trials are run; decides no number of the results."));

    private ConfigFields() {}

    private static FieldType integer(long low, long high) {
        return new FieldType.IntegerNumber(low, high);
    }

    private static FieldType range(double high) {
        return new FieldType.Range(FieldType.FloatingNumber.positive(high));
    }

    /** Names and lists of fields in turn, in the order in which they are written. */
    @SuppressWarnings("unchecked")
    private static Map<String, List<Field>> kinds(Object... namesAndFields) {
        Map<String, List<Field>> kinds = new LinkedHashMap<>();
        for (int i = 0; i < namesAndFields.length; i += 2) {
            kinds.put((String) namesAndFields[i], (List<Field>) namesAndFields[i + 1]);
        }
        return kinds;
    }
}
