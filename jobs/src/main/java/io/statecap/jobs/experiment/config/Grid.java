package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The cells that the lists of a resolved section span. */
final class Grid {

    private Grid() {}

    /** The product of the fields' distinct values, one object a cell, the last field fastest. */
    static List<ObjectNode> cells(List<Field<?>> fields, JsonNode resolved) {
        List<ObjectNode> cells = List.of(JsonNodeFactory.instance.objectNode());
        for (Field<?> field : fields) {
            List<ObjectNode> longer = new ArrayList<>();
            for (ObjectNode cell : cells) {
                for (JsonNode value : values(field, resolved.get(field.name()))) {
                    ObjectNode next = cell.deepCopy();
                    next.set(field.name(), value);
                    longer.add(next);
                }
            }
            cells = longer;
        }
        return cells;
    }

    /** Distinct values of a field, in the order in which they were written; one where it is no list. */
    static List<JsonNode> values(Field<?> field, JsonNode value) {
        return field.isGridList(value) ? value.valueStream().distinct().toList() : List.of(value);
    }
}
