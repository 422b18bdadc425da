package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.FieldType.FINGERPRINT;
import static io.statecap.jobs.experiment.config.FieldType.PATH;
import static io.statecap.jobs.experiment.config.FieldType.PROPER_SHARE;
import static io.statecap.jobs.experiment.config.FieldType.integer;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.datasets.RecallSettings;
import io.statecap.jobs.experiment.config.Section.Kind;
import java.util.List;

/** The section {@code data}, whose kind decides its fields. */
final class DataFields {

    /** Most keys, values and pairs of age: a stream's memory grows with them. */
    private static final int LARGEST_TASK = 1 << 24;

    private static final Field<String> START = optional("start", FieldType.choice(List.of("anywhere", "document")),
            "\"anywhere\"", "Where a sequence starts: at any token, or at the first of a document.");

    static final Section SECTION = Section.ofKinds(true, null, List.of(
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
                    optional("extensions", FieldType.texts(FieldType.text("\\.[A-Za-z0-9_.+-]+",
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

    private DataFields() {}

    /** The data of a grid cell. */
    static DataSettings data(JsonNode cell) {
        String kind = Section.kindOf(cell);
        return switch (kind) {
            case "recall" -> new DataSettings.Recall(SECTION.read(cell, RecallSettings.class));
            case "newlines" -> SECTION.read(cell, DataSettings.Newlines.class);
            case "text" -> SECTION.read(cell, DataSettings.Text.class);
            case "tokens" -> SECTION.read(cell, DataSettings.Tokens.class);
            default -> throw new IllegalArgumentException("no data of kind " + kind);
        };
    }
}
