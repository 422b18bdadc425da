package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One section of a configuration whose fields may span the grid.
 *
 * @param name {@code model}, {@code data} or {@code training}
 * @param axes its fields, in the order of the schema
 */
public record AxisGroup(String name, List<Axis> axes) {

    public AxisGroup {
        axes = List.copyOf(axes);
    }

    /** The axes of {@code fields}, read from resolved JSON. */
    static AxisGroup of(String name, List<Field<?>> fields, JsonNode resolved) {
        List<Axis> axes = new ArrayList<>();
        for (Field<?> field : fields) {
            JsonNode value = resolved.get(field.name());
            axes.add(new Axis(field.name(), field.isGridList(value) ? value.valueStream().toList() : List.of(value)));
        }
        return new AxisGroup(name, axes);
    }

    /** The product of the axes, one object a cell, the last axis fastest. */
    List<ObjectNode> cells() {
        List<ObjectNode> cells = List.of(JsonNodeFactory.instance.objectNode());
        for (Axis axis : axes) {
            List<ObjectNode> longer = new ArrayList<>(cells.size() * axis.values().size());
            for (ObjectNode cell : cells) {
                for (JsonNode value : axis.values()) {
                    ObjectNode next = cell.deepCopy();
                    next.set(axis.name(), value);
                    longer.add(next);
                }
            }
            cells = longer;
        }
        return cells;
    }
}
