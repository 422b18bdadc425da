package io.statecap.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One field of a configuration that may span the grid.
 *
 * @param name   name of the field
 * @param values its values, canonical, in the order in which they were written; one where it does not span the grid
 * @param listed whether it was written as a grid list, even one of a single value
 */
public record Axis(String name, List<JsonNode> values, boolean listed) {

    public Axis {
        values = List.copyOf(values);
    }
}
