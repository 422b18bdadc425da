package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.FieldTypes.FINGERPRINT;
import static io.statecap.jobs.experiment.config.FieldTypes.PATH;
import static io.statecap.jobs.experiment.config.FieldTypes.PROPER_SHARE;
import static io.statecap.jobs.experiment.config.FieldTypes.integer;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.datasets.RecallSettings;
import io.statecap.jobs.experiment.config.FieldType.Choice;
import io.statecap.jobs.experiment.config.FieldType.ListOf;
import io.statecap.jobs.experiment.config.FieldType.Text;
import io.statecap.jobs.experiment.settings.DataSettings;
import java.util.List;

/** The section {@code data}, whose kind decides its fields. */
final class DataFields {

    /** Most keys, values and pairs of age: a stream's memory grows with them. */
    private static final int LARGEST_TASK = 1 << 24;

    private static final Text<String> EXTENSION =
            Text.of("\\.[A-Za-z0-9_.+-]+", "the ending of a file name such as \".java\"");

    private static final Field<Integer> KEYS =
            optional("keys", integer(1, LARGEST_TASK), "1024", "Distinct keys of the key-value pairs.");
    private static final Field<Integer> VALUES =
            optional("values", integer(1, LARGEST_TASK), "64", "Distinct values.");
    private static final Field<Double> NEW_RATE = optional("newRate", PROPER_SHARE, "0.5",
            "Probability that a pair binds a key anew instead of re-using one.");
    private static final Field<Integer> MAX_AGE =
            optional("maxAge", integer(1, LARGEST_TASK), "256", "Largest age of a re-used pair, in pairs.");

    private static final Field<Integer> TOKEN =
            optional("token", integer(0, Integer.MAX_VALUE), "10", "The token that is repeated for ever.");
    private static final Field<Integer> VOCABULARY =
            optional("vocabulary", integer(1, 1 << 24), "256", "Number of distinct tokens.");

    private static final Field<String> TEXT_PATH =
            required("path", PATH, "A folder (with the zip and jar files in it), a zip or a jar of text.");
    private static final Field<List<String>> EXTENSIONS = optional("extensions", ListOf.texts(EXTENSION, true), "[]",
            "Endings of the names of the files to read; none for all files.");
    private static final Field<Integer> MINIMUM_TOKENS = optional("minimumTokens", integer(1, Integer.MAX_VALUE), "1",
            "Documents with fewer tokens are left out; documents are kept whole.");
    private static final Field<Double> HELD_OUT_SHARE =
            optional("heldOutShare", PROPER_SHARE, "0.1", "Share of the documents that no training sees.");
    private static final Field<String> START = optional("start", Choice.of(List.of("anywhere", "document")),
            "\"anywhere\"", "Where a sequence starts: at any token, or at the first of a document.");

    private static final Field<String> CORPUS_PATH =
            required("path", PATH, "A folder of token Parquet that the verb corpus wrote.");
    private static final Field<Integer> CORPUS_VOCABULARY =
            required("vocabulary", integer(1, 1 << 24), "Number of distinct tokens; at least the corpus'.");
    private static final Field<String> CORPUS = optional("corpus", FINGERPRINT, "\"\"",
            "The corpus' fingerprint, as its manifest.json has it; looked up where left out.");

    static final Section SECTION = Section.ofKinds(true, null)
            .kind("recall", KEYS, VALUES, NEW_RATE, MAX_AGE)
            .kind("newlines", TOKEN, VOCABULARY)
            .kind("text", TEXT_PATH, EXTENSIONS, MINIMUM_TOKENS, HELD_OUT_SHARE, START)
            .kind("tokens", CORPUS_PATH, CORPUS_VOCABULARY, START, CORPUS)
            .common();

    private DataFields() {}

    /** The data of a grid cell. */
    static DataSettings data(JsonNode cell) {
        String kind = Section.kindOf(cell);
        return switch (kind) {
            case "recall" ->
                    new DataSettings.Recall(
                            new RecallSettings(KEYS.of(cell), VALUES.of(cell), NEW_RATE.of(cell), MAX_AGE.of(cell)));
            case "newlines" -> new DataSettings.Newlines(TOKEN.of(cell), VOCABULARY.of(cell));
            case "text" -> new DataSettings.Text(TEXT_PATH.of(cell), EXTENSIONS.of(cell), MINIMUM_TOKENS.of(cell),
                    HELD_OUT_SHARE.of(cell), START.of(cell));
            case "tokens" -> new DataSettings.Tokens(CORPUS_PATH.of(cell), CORPUS_VOCABULARY.of(cell), START.of(cell),
                    CORPUS.of(cell));
            default -> throw new IllegalArgumentException("no data of kind " + kind);
        };
    }
}
