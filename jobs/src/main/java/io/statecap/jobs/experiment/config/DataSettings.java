package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.datasets.RecallSettings;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/** The data of one trial. */
public sealed interface DataSettings extends Serializable {

    /** Kind as the configuration and the column {@code dataset} name it: as the records below, in small letters. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The data of a grid cell. */
    static DataSettings of(JsonNode cell) {
        String kind = Section.kindOf(cell);
        Section section = ConfigFields.DATA_SECTION;
        return switch (kind) {
            case "recall" -> new Recall(section.read(cell, RecallSettings.class));
            case "newlines" -> section.read(cell, Newlines.class);
            case "text" -> section.read(cell, Text.class);
            case "tokens" -> section.read(cell, Tokens.class);
            default -> throw new IllegalArgumentException("no data of kind " + kind);
        };
    }

    /** Number of distinct tokens, and so the model's vocabulary. */
    int vocabulary();

    /** Streaming associative recall. */
    record Recall(RecallSettings settings) implements DataSettings {
        @Override
        public int vocabulary() {
            return settings.keys() + settings.values();
        }
    }

    /**
     * One token for ever.
     *
     * @param token      the token
     * @param vocabulary number of distinct tokens
     */
    record Newlines(int token, int vocabulary) implements DataSettings {}

    /**
     * Real text, bytes as tokens, and one more token after each document.
     *
     * @param path          a folder, a zip, a jar or a single file
     * @param extensions    endings of the names of the files to read; empty for all
     * @param minimumTokens documents with fewer are left out
     * @param heldOutShare  share of the documents that no training sees
     * @param start         {@code anywhere} or {@code document}: where a sequence starts
     */
    record Text(String path, List<String> extensions, int minimumTokens, double heldOutShare, String start)
            implements DataSettings {

        /** Bytes, and the end of a document. */
        private static final int VOCABULARY = 257;

        public Text {
            extensions = List.copyOf(extensions);
        }

        @Override
        public int vocabulary() {
            return VOCABULARY;
        }
    }

    /**
     * Token Parquet as the verb {@code corpus} writes it.
     *
     * @param path       folder of the token Parquet
     * @param vocabulary number of distinct tokens
     * @param start      {@code anywhere} or {@code document}: where a sequence starts
     * @param corpus     fingerprint of the corpus; empty before it was looked up
     */
    record Tokens(String path, int vocabulary, String start, String corpus) implements DataSettings {}
}
