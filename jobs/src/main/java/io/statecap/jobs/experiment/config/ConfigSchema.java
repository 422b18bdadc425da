package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The configuration's fields as JSON Schema, draft 2020-12: what {@code conf/schema.json} holds. */
final class ConfigSchema {

    /** Name of the field in which a configuration may name its schema. */
    static final String KEYWORD = "$schema";

    private ConfigSchema() {}

    static ObjectNode document() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put(KEYWORD, "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "statecap configuration");
        schema.put("description", "One sweep: a grid of models, data and trainings, a probe of each, and how it runs."
                + " What fields must have to do with one another is checked when a configuration is read.");
        describe(ConfigFields.ROOT, schema);
        schema.withObjectProperty("properties").putObject(KEYWORD)
                .put("description", "Where this schema lies, for editors; nothing else reads it.")
                .put("type", "string");
        return schema;
    }

    /** Adds what describes an object. */
    static void describe(Section section, ObjectNode schema) {
        schema.put("type", "object").put("additionalProperties", false);
        Map<String, Integer> definitions = new LinkedHashMap<>();
        section.kinds().values().forEach(own -> own.forEach(field -> definitions.merge(field.name(), 1, Integer::sum)));
        ObjectNode properties = schema.putObject("properties");
        for (Field<?> field : section.allFields()) {
            ObjectNode property = properties.putObject(field.name());
            if (definitions.getOrDefault(field.name(), 1) > 1) {
                property.put("description", "Depends on the kind.");
            } else {
                describe(field, section, section.kindsWith(field.name()), property);
            }
        }
        addRequired(section.fieldsOf(List.of()), schema);
        if (section.hasKinds()) {
            ArrayNode conditions = schema.putArray("allOf");
            section.kinds().forEach((kind, own) -> describeKind(section, kind, own, conditions.addObject()));
        }
    }

    /** What an object of one kind must and must not have. */
    private static void describeKind(Section section, String kind, List<Field<?>> own, ObjectNode condition) {
        ObjectNode when = condition.putObject("if");
        when.putObject("properties").putObject(Section.KIND).put("const", kind);
        if (!kind.equals(section.defaultKind())) {
            when.putArray("required").add(Section.KIND);
        }
        ObjectNode then = condition.putObject("then");
        ObjectNode properties = then.putObject("properties");
        for (Field<?> field : own) {
            if (section.kindsWith(field.name()).size() > 1) {
                describe(field, section, List.of(), properties.putObject(field.name()));
            }
        }
        List<String> ownNames = own.stream().map(Field::name).toList();
        section.kinds().values().forEach(others -> others.stream()
                .map(Field::name)
                .filter(name -> !ownNames.contains(name))
                .forEach(name -> properties.put(name, false)));
        addRequired(own, then);
    }

    private static void describe(Field<?> field, Section section, List<String> kinds, ObjectNode schema) {
        schema.put("description", (kinds.isEmpty() ? "" : "(" + String.join(", ", kinds) + ") ")
                + field.description());
        if (field.fallback() != null) {
            schema.set("default", ConfigJson.trusted(CanonicalJson.text(field.fallback())));
        }
        if (section.grid()) {
            ArrayNode choices = schema.putArray("anyOf");
            field.type().schema().accept(choices.addObject());
            ObjectNode list = choices.addObject().put("type", "array").put("minItems", 1);
            field.type().schema().accept(list.putObject("items"));
        } else {
            field.type().schema().accept(schema);
        }
    }

    private static void addRequired(Collection<Field<?>> fields, ObjectNode schema) {
        List<String> names = fields.stream().filter(ConfigSchema::isRequired).map(Field::name).toList();
        if (!names.isEmpty()) {
            ArrayNode required = schema.putArray("required");
            names.forEach(required::add);
        }
    }

    private static boolean isRequired(Field<?> field) {
        Section section = field.section();
        return section == null ? field.fallback() == null
                : section.fieldsOf(Stream.ofNullable(section.defaultKind()).toList())
                        .stream().anyMatch(ConfigSchema::isRequired);
    }
}
