package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The fields of one JSON object.
 *
 * @param grid      whether each field may be a list that spans the grid
 * @param kindField the field that says which kind an object is; null where there are no kinds
 * @param kinds     fields that only some kinds have, in the order in which the kinds are listed
 * @param common    fields that are always there
 */
record Section(boolean grid, Field<String> kindField, Map<String, List<Field<?>>> kinds, List<Field<?>> common) {

    static final String KIND = "kind";

    static Section of(Field<?>... fields) {
        return new Section(false, null, Map.of(), List.of(fields));
    }

    static Section ofGrid(Field<?>... fields) {
        return new Section(true, null, Map.of(), List.of(fields));
    }

    /** The fields that objects of one kind have besides those of all kinds. */
    record Kind(String name, List<Field<?>> fields) {
        static Kind of(String name, Field<?>... fields) {
            return new Kind(name, List.of(fields));
        }
    }

    /**
     * An object whose field {@code kind} decides some of its fields.
     *
     * @param defaultKind the kind where none is named; null where it must be
     */
    static Section ofKinds(boolean grid, String defaultKind, List<Kind> kinds, Field<?>... common) {
        Map<String, List<Field<?>>> byName = new LinkedHashMap<>();
        kinds.forEach(kind -> byName.put(kind.name(), kind.fields()));
        Field<String> kindField = new Field<>(KIND, FieldType.choice(byName.keySet()),
                defaultKind == null ? null : TextNode.valueOf(defaultKind), "Which kind; decides the other fields.");
        return new Section(grid, kindField, byName, List.of(common));
    }

    /** The kind of an object that is resolved and checked. */
    static String kindOf(JsonNode object) {
        return object.path(KIND).asText();
    }

    boolean hasKinds() {
        return kindField != null;
    }

    /** The kind of an object that names none; null where it must, or where there are no kinds. */
    String defaultKind() {
        return hasKinds() && kindField.fallback() != null ? kindField.fallback().textValue() : null;
    }

    /** The fields of objects of some kinds, each definition once; those of all kinds alone where none is named. */
    Set<Field<?>> fieldsOf(Collection<String> some) {
        Set<Field<?>> fields = new LinkedHashSet<>(hasKinds() ? List.of(kindField) : List.of());
        some.forEach(kind -> fields.addAll(kinds.getOrDefault(kind, List.of())));
        fields.addAll(common);
        return fields;
    }

    /** Every field of any kind by name; of fields that kinds define differently, the first. */
    Collection<Field<?>> allFields() {
        Map<String, Field<?>> fields = new LinkedHashMap<>();
        fieldsOf(kinds.keySet()).forEach(field -> fields.putIfAbsent(field.name(), field));
        return fields.values();
    }

    /** The kinds that have a field of their own with this name. */
    List<String> kindsWith(String name) {
        return kinds.entrySet().stream()
                .filter(kind -> kind.getValue().stream().anyMatch(field -> field.name().equals(name)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The record of an object that is resolved and checked: each component is the value of the field of its name. */
    <R extends Record> R read(JsonNode object, Class<R> type) {
        return read(object, type, Map.of());
    }

    /** @param given values of components that have no such field, by name */
    <R extends Record> R read(JsonNode object, Class<R> type, Map<String, ?> given) {
        Map<String, Object> values = new LinkedHashMap<>();
        fieldsOf(List.of(kindOf(object))).forEach(field -> values.put(field.name(), field.of(object)));
        values.putAll(given);
        RecordComponent[] components = type.getRecordComponents();
        try {
            return type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(Stream.of(components).map(component -> values.get(component.getName())).toArray());
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made of " + values.keySet(), e);
        }
    }

    /**
     * The cells that the lists of a resolved object span, one object each: the product of the fields' distinct values,
     * the last field fastest. Each kind has its own fields.
     */
    List<ObjectNode> cells(JsonNode resolved) {
        List<ObjectNode> cells = new ArrayList<>();
        for (JsonNode kind : hasKinds() ? values(kindField, resolved.get(KIND)) : List.of(TextNode.valueOf(""))) {
            List<ObjectNode> ofKind = List.of(JsonNodeFactory.instance.objectNode());
            for (Field<?> field : fieldsOf(List.of(kind.textValue()))) {
                List<ObjectNode> longer = new ArrayList<>();
                List<JsonNode> values = field == kindField ? List.of(kind) : values(field, resolved.get(field.name()));
                for (ObjectNode cell : ofKind) {
                    for (JsonNode value : values) {
                        longer.add(((ObjectNode) cell.deepCopy()).set(field.name(), value));
                    }
                }
                ofKind = longer;
            }
            cells.addAll(ofKind);
        }
        return cells;
    }

    /** Distinct values of a field, in the order in which they were written; one where it is no list. */
    static List<JsonNode> values(Field<?> field, JsonNode value) {
        return field.isGridList(value) ? value.valueStream().distinct().toList() : List.of(value);
    }
}
