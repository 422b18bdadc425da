package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;

/**
 * The model that a trial's weights come from, which configurations call its checkpoint.
 *
 * @param path    model directory, as it was written
 * @param weights fingerprint of its content, 32 hexadecimal digits; empty before it was looked up
 */
public record Pretrained(String path, String weights) implements Serializable {

    /** The fields of {@code model} that hold these. */
    public static final String PATH = "checkpoint";
    public static final String WEIGHTS = "weights";

    /** Of a grid cell's model; null for a fresh one. */
    static Pretrained of(JsonNode cell) {
        String path = cell.path(PATH).asText();
        return path.isEmpty() ? null : new Pretrained(path, cell.path(WEIGHTS).asText());
    }

    /** Whether its content is known, so that the path tells nothing more. */
    public boolean identified() {
        return !weights.isEmpty();
    }
}
