package io.statecap.jobs.experiment.corpus;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How documents lie in a file. */
public enum InputFormat {

    /** The file is one document. */
    TEXT,

    /** Every line is a JSON object that holds a document. */
    JSONL,

    /** Every row has a document in a column. */
    PARQUET,

    /** A zip or jar: every entry is a document. */
    ZIP,

    /** A tar archive: every file in it is a document. */
    TAR;

    private static final List<String> COMPRESSED = List.of(".gz", ".zst", ".xz", ".bz2");
    private static final List<String> PACKED_TAR = List.of(".tgz", ".txz", ".tbz2");

    /** The format that a file name tells; compression aside. */
    static InputFormat of(String name) {
        String plain = withoutCompression(name);
        if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson")) {
            return JSONL;
        }
        if (plain.endsWith(".parquet")) {
            return PARQUET;
        }
        if (plain.endsWith(".tar") || PACKED_TAR.stream().anyMatch(plain::endsWith)) {
            return TAR;
        }
        return plain.endsWith(".zip") || plain.endsWith(".jar") ? ZIP : TEXT;
    }

    /** Whether the file as a whole is packed. */
    static boolean compressed(String name) {
        return Stream.of(COMPRESSED, PACKED_TAR).flatMap(List::stream)
                .anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }

    /** The name in lower case, without an ending such as {@code .gz}. */
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
