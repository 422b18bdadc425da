package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one JSON object.
 *
 * @param grid        whether each field may be a list that spans the grid
 * @param defaultKind the kind where none is named; null where it must be, or where there are no kinds
 * @param kinds       fields that only some kinds have; empty where the object has no field {@code kind}
 * @param common      fields that are always there
 */
record Section(boolean grid, String defaultKind, Map<String, List<Field<?>>> kinds, List<Field<?>> common) {

    static final String KIND = "kind";

    static Section of(Field<?>... fields) {
        return new Section(false, null, Map.of(), List.of(fields));
    }

    static Section ofGrid(Field<?>... fields) {
        return new Section(true, null, Map.of(), List.of(fields));
    }

    /** Begins a section whose field {@code kind} decides some of its fields. */
    static Kinds ofKinds(boolean grid, String defaultKind) {
        return new Kinds(grid, defaultKind, new LinkedHashMap<>());
    }

    /** A section in the making: its kinds, in the order in which they are written. */
    record Kinds(boolean grid, String defaultKind, Map<String, List<Field<?>>> kinds) {

        Kinds kind(String name, Field<?>... fields) {
            kinds.put(name, List.of(fields));
            return this;
        }

        /** Ends it with the fields that every kind has. */
        Section common(Field<?>... fields) {
            return new Section(grid, defaultKind, Collections.unmodifiableMap(new LinkedHashMap<>(kinds)),
                    List.of(fields));
        }
    }

    /** The kind of an object that is resolved and checked. */
    static String kindOf(JsonNode object) {
        return object.path(KIND).asText();
    }

    boolean hasKinds() {
        return !kinds.isEmpty();
    }

    /** The field that says which kind this object is. */
    Field<String> kindField() {
        return new Field<>(KIND, FieldType.Choice.of(kinds.keySet()),
                defaultKind == null ? null : TextNode.valueOf(defaultKind), "Which kind; decides the other fields.");
    }

    /** The fields of an object of one kind; of one without kinds where {@code kind} is null. */
    List<Field<?>> fieldsOf(String kind) {
        List<Field<?>> fields = new ArrayList<>();
        if (hasKinds()) {
            fields.add(kindField());
            fields.addAll(kinds.getOrDefault(kind, List.of()));
        }
        fields.addAll(common);
        return fields;
    }

    /** Every field of any kind by name; of fields that kinds define differently, the first. */
    Collection<Field<?>> allFields() {
        Map<String, Field<?>> fields = new LinkedHashMap<>();
        if (hasKinds()) {
            fields.put(KIND, kindField());
        }
        kinds.values().forEach(own -> own.forEach(field -> fields.putIfAbsent(field.name(), field)));
        common.forEach(field -> fields.put(field.name(), field));
        return fields.values();
    }

    /** The kinds that have a field of their own with this name. */
    List<String> kindsWith(String name) {
        return kinds.entrySet().stream()
                .filter(kind -> kind.getValue().stream().anyMatch(field -> field.name().equals(name)))
                .map(Map.Entry::getKey)
                .toList();
    }
}
