package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One field of the configuration: its only definition, from which reading, defaults, messages and the schema follow.
 *
 * @param <T>         its value in Java
 * @param name        name in JSON
 * @param type        values it takes
 * @param fallback    canonical value where it is left out; null where it must be given
 * @param description meaning and unit, for {@code conf/schema.json}
 */
record Field<T>(String name, FieldType<T> type, JsonNode fallback, String description) {

    static <T> Field<T> required(String name, FieldType<T> type, String description) {
        return new Field<>(name, type, null, description);
    }

    /** A field that may be left out; {@code fallback} is the JSON of what it then is. */
    static <T> Field<T> optional(String name, FieldType<T> type, String fallback, String description) {
        JsonNode value = ConfigJson.trusted(fallback);
        if (!type.accepts(value)) {
            throw new IllegalArgumentException(name + " has the default " + fallback + ", which is not "
                    + type.allowed());
        }
        return new Field<>(name, type, type.form().apply(value), description);
    }

    /** An object, left out when all in it may be. */
    static Field<JsonNode> section(String name, Section section, String description) {
        return required(name, FieldType.object(section), description);
    }

    /** The fields of an object; null where this is none. */
    Section section() {
        return type.section();
    }

    /**
     * This field's value in an object that is resolved and checked; of a grid, in one cell. Its default where an object
     * from before there was such a field lacks it.
     *
     * @throws IllegalArgumentException if the object lacks it, and there is no default
     */
    T of(JsonNode object) {
        JsonNode value = object.has(name) ? object.get(name) : fallback;
        if (value == null) {
            throw new IllegalArgumentException("the configuration has no field " + name + " in " + object);
        }
        return type.meaning().apply(value);
    }

    /** An object without this field where that has its default: those from before there was one stay what they are. */
    JsonNode leftOutOf(JsonNode object) {
        return object.path(name).equals(fallback) ? ((ObjectNode) object.deepCopy()).without(name) : object;
    }

    /** Whether a value of this field is a list of its values, each a cell of the grid. */
    boolean isGridList(JsonNode value) {
        return value.isArray() && (!type.isArray() || value.valueStream().anyMatch(JsonNode::isArray));
    }
}
