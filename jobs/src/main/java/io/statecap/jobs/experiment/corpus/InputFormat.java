package io.statecap.jobs.experiment.corpus;

import java.util.List;
import java.util.Locale;

/** How documents lie in a file. */
public enum InputFormat {

    /** The file is one document. */
    TEXT,

    /** Every line is a JSON object that holds a document. */
    JSONL,

    /** Every row has a document in a column. */
    PARQUET,

    /** A zip or jar: every entry is a document. */
    ZIP;

    private static final List<String> COMPRESSED = List.of(".gz", ".zst");

    /** The format that a file name tells; compression aside. */
    static InputFormat of(String name) {
        String plain = withoutCompression(name);
        if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson")) {
            return JSONL;
        }
        if (plain.endsWith(".parquet")) {
            return PARQUET;
        }
        return plain.endsWith(".zip") || plain.endsWith(".jar") ? ZIP : TEXT;
    }

    /** Whether the name ends in {@code .gz} or {@code .zst}. */
    static boolean compressed(String name) {
        return COMPRESSED.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }

    /** The name in lower case, without {@code .gz} or {@code .zst}. */
    static String withoutCompression(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String ending : COMPRESSED) {
            if (lower.endsWith(ending)) {
                return lower.substring(0, lower.length() - ending.length());
            }
        }
        return lower;
    }
}
