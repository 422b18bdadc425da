package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One field of the configuration, as {@code conf/schema.json} defines it.
 *
 * @param name     name in JSON
 * @param schema   its JSON Schema; one with {@code anyOf} is a single value or a list of such
 * @param required whether it must be given
 */
record Field(String name, JsonNode schema, boolean required) {

    /** Of a single value. */
    FieldType type() {
        return new FieldType(Section.resolve(mayBeList() ? schema.get("anyOf").get(0) : schema));
    }

    private boolean mayBeList() {
        return schema.has("anyOf");
    }

    /** The fields of an object; null where this is none. */
    Section section() {
        return type().isObject() ? new Section(type().schema()) : null;
    }

    /** Whether a list of values spans the grid. */
    boolean isGrid() {
        return mayBeList() && !type().isObject();
    }

    /** Whether a value of this field is a list of its values, each a cell of the grid. */
    boolean isGridList(JsonNode value) {
        return mayBeList() && value.isArray() && (!type().isArray() || value.valueStream().anyMatch(JsonNode::isArray));
    }

    /** Whether an object, or a list of objects where that may be, stands here. */
    boolean acceptsObjects(JsonNode value) {
        return value.isObject() || mayBeList() && isListOfObjects(value);
    }

    static boolean isListOfObjects(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.valueStream().allMatch(JsonNode::isObject);
    }

    /** What may stand here, to end a sentence that began with "must be". */
    String allowed() {
        return type().allowed() + (mayBeList() && type().isObject() ? ", or a list of objects" : "");
    }

    /** The value where it is left out, in its one form; null if there is none. */
    JsonNode fallback() {
        return schema.has("default") ? type().form(schema.get("default")) : null;
    }
}
