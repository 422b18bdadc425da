package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One field of the configuration.
 *
 * @param name        name in JSON
 * @param type        values it takes
 * @param fallback    canonical value where it is left out; null where it must be given
 * @param description meaning and unit, for {@code conf/schema.json}
 */
record Field(String name, FieldType type, JsonNode fallback, String description) {

    static Field required(String name, FieldType type, String description) {
        return new Field(name, type, null, description);
    }

    /** A field that may be left out; {@code fallback} is the JSON of what it then is. */
    static Field optional(String name, FieldType type, String fallback, String description) {
        JsonNode value = StrictJson.trusted(fallback);
        if (!type.accepts(value)) {
            throw new IllegalArgumentException(name + " has the default " + fallback + ", which is not "
                    + type.allowed());
        }
        return new Field(name, type, type.canonical(value), description);
    }

    /** An object, left out when all in it may be. */
    static Field section(String name, Section section, String description) {
        return new Field(name, new FieldType.Nested(section, false), null, description);
    }

    /** An object, or a list of objects, each of which spans a grid of its own. */
    static Field sections(String name, Section section, String description) {
        return new Field(name, new FieldType.Nested(section, true), null, description);
    }

    /** Whether a value of this field is a list of its values, each a cell of the grid. */
    boolean isGridList(JsonNode value) {
        if (!type.isArray()) {
            return value.isArray();
        }
        return value.isArray() && value.valueStream().anyMatch(JsonNode::isArray);
    }
}
