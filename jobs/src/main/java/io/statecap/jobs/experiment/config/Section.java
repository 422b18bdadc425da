package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The fields of one JSON object, as {@code conf/schema.json} defines them. Checks, defaults, messages, the grid and
 * {@code --set} follow from it, and records whose components have the fields' names.
 *
 * @param schema an object's JSON Schema; where the field {@code kind} decides others, {@code allOf} holds a condition a
 *               kind, whose properties are false or in place of those of all kinds
 */
record Section(JsonNode schema) {

    static final String KIND = "kind";

    /** The whole configuration. */
    static final Section ROOT = new Section(document());
    static final Section MODEL = ROOT.section("model");
    static final Section DATA = ROOT.section("data");
    static final Section TRAINING = ROOT.section("training");
    static final Section PROBE = ROOT.section("probe");

    private static JsonNode document() {
        try (InputStream in = Section.class.getResourceAsStream("/schema.json")) {
            return ConfigJson.trusted(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A schema, or the one that it refers to. */
    static JsonNode resolve(JsonNode schema) {
        return schema.has("$ref") ? ROOT.schema.at(schema.get("$ref").textValue().substring(1)) : schema;
    }

    private Section section(String name) {
        return new Field(name, schema.path("properties").path(name), true).section();
    }

    /** The kind of an object that is resolved and checked. */
    static String kindOf(JsonNode object) {
        return object.path(KIND).asText();
    }

    boolean hasKinds() {
        return schema.has("allOf");
    }

    private List<String> kinds() {
        return schema.path("allOf").valueStream().map(Section::kind).toList();
    }

    private static String kind(JsonNode condition) {
        return condition.at("/if/properties/kind/const").textValue();
    }

    /** Whether objects of all kinds have the field, and the same. */
    private boolean isCommon(String name) {
        return schema.path("allOf").valueStream().noneMatch(one -> one.at("/then/properties").has(name));
    }

    /** The fields of objects of some kinds, each definition once; those of all kinds alone where none is named. */
    Set<Field> fieldsOf(Collection<String> some) {
        Set<Field> fields = new LinkedHashSet<>();
        schema.path("properties").properties().forEach(property -> {
            String name = property.getKey();
            for (String kind : isCommon(name) ? List.of("") : some) {
                JsonNode then = schema.path("allOf").valueStream().filter(one -> kind(one).equals(kind)).findFirst()
                        .orElse(JsonNodeFactory.instance.objectNode()).path("then");
                JsonNode own = then.path("properties").has(name) ? then.path("properties").get(name)
                        : property.getValue();
                if (own.isObject()) {
                    fields.add(new Field(name, own, Stream.of(schema, then).flatMap(one ->
                            one.path("required").valueStream()).anyMatch(one -> one.textValue().equals(name))));
                }
            }
        });
        return fields;
    }

    /** Every field of any kind. */
    Set<Field> allFields() {
        return fieldsOf(kinds());
    }

    /** The kinds that have a field of their own with this name. */
    List<String> kindsWith(String name) {
        return isCommon(name) ? List.of() : kinds().stream().filter(kind ->
                fieldsOf(List.of(kind)).stream().anyMatch(field -> field.name().equals(name))).toList();
    }

    /** A resolved object with the defaults of fields that it lacks: it is from before there were such fields. */
    ObjectNode withDefaults(JsonNode object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("the configuration lacks an object, or has " + object + " in its place");
        }
        ObjectNode whole = object.deepCopy();
        fieldsOf(List.of(kindOf(object))).stream().filter(field -> !object.has(field.name()))
                .forEach(field -> whole.set(field.name(), field.fallback()));
        return whole;
    }

    /**
     * The cells that the lists of a resolved object span, one object each: the product of the fields' distinct values,
     * the last field fastest. Each kind has its own fields.
     */
    List<ObjectNode> cells(JsonNode resolved) {
        JsonNode kinds = resolved.path(KIND);
        List<ObjectNode> cells = new ArrayList<>();
        for (JsonNode kind : kinds.isArray() ? kinds.valueStream().distinct().toList() : List.of(kinds)) {
            List<ObjectNode> ofKind = List.of(JsonNodeFactory.instance.objectNode());
            for (Field field : fieldsOf(List.of(kind.asText()))) {
                List<JsonNode> values = field.name().equals(KIND) ? List.of(kind)
                        : values(field, resolved.get(field.name()));
                ofKind = ofKind.stream().flatMap(cell -> values.stream().map(value ->
                        cell.deepCopy().<ObjectNode>set(field.name(), value))).toList();
            }
            cells.addAll(ofKind);
        }
        return cells;
    }

    /** Distinct values of a field, in the order in which they were written; one where it is no list. */
    static List<JsonNode> values(Field field, JsonNode value) {
        return field.isGridList(value) ? value.valueStream().distinct().toList() : List.of(value);
    }
}
