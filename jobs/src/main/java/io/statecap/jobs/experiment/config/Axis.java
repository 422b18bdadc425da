package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One field of a configuration that may span the grid.
 *
 * @param name   name of the field
 * @param values its distinct values, canonical, in the order in which they were written; one where it does not span
 *               the grid
 */
public record Axis(String name, List<JsonNode> values) {

    public Axis {
        values = values.stream().distinct().toList();
    }
}
