package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.datasets.RecallSettings;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/** The data of one trial. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = Section.KIND)
@JsonSubTypes({@Type(name = "newlines", value = DataSettings.Newlines.class),
    @Type(name = "text", value = DataSettings.Text.class), @Type(name = "tokens", value = DataSettings.Tokens.class)})
public sealed interface DataSettings extends Serializable {

    /** Kind as the configuration and the column {@code dataset} name it: as the records below, in small letters. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The data of a grid cell. */
    static DataSettings of(JsonNode cell) {
        return Section.kindOf(cell).equals("recall")
                ? new Recall(ConfigRecords.read(Section.DATA, cell, RecallSettings.class))
                : ConfigRecords.read(Section.DATA, cell, DataSettings.class);
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
