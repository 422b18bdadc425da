package io.statecap.jobs.experiment.corpus;

import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

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

    private static final Map<String, String> COMPRESSIONS = Map.of("gz", CompressorStreamFactory.GZIP,
            "zst", CompressorStreamFactory.ZSTANDARD, "xz", CompressorStreamFactory.XZ,
            "bz2", CompressorStreamFactory.BZIP2, "tgz", CompressorStreamFactory.GZIP,
            "txz", CompressorStreamFactory.XZ, "tbz2", CompressorStreamFactory.BZIP2);

    /** The format that a file name tells; compression aside. */
    static InputFormat of(String name) {
        return switch (ending(withoutCompression(name))) {
            case "jsonl", "ndjson" -> JSONL;
            case "parquet" -> PARQUET;
            case "tar", "tgz", "txz", "tbz2" -> TAR;
            case "zip", "jar" -> ZIP;
            default -> TEXT;
        };
    }

    /** How the file as a whole is packed, as Commons Compress names it; null if it is not. */
    static String compression(String name) {
        return COMPRESSIONS.get(ending(name));
    }

    /** The name in lower case, without an ending such as {@code .gz}. */
    static String withoutCompression(String name) {
        return name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst|xz|bz2)$", "");
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
