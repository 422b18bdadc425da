package io.statecap.jobs.config;

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
}
