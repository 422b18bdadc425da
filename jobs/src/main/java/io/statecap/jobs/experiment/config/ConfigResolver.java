package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks each field by itself and fills in defaults. What is wrong is noted and left out of the result (in a list: is
 * null there), so that {@link ConfigRules} can go on with the rest.
 */
final class ConfigResolver {

    private static final int LONGEST_SHOWN = 80;

    private final List<String> problems;

    /** @param problems receives sentences without the name of the file */
    ConfigResolver(List<String> problems) {
        this.problems = problems;
    }

    /** The configuration with every default filled in and every value in its one form. */
    ObjectNode resolve(JsonNode written) {
        return resolve(Section.ROOT, written, "$");
    }

    /** A value as messages show it. */
    static String show(JsonNode value) {
        // A number too large for a double is no JSON any more, and would be shown in quotes.
        String text = value.isDouble() && !Double.isFinite(value.doubleValue()) ? value.asText() : value.toString();
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    private ObjectNode resolve(Section section, JsonNode written, String path) {
        ObjectNode resolved = JsonNodeFactory.instance.objectNode();
        if (!written.isObject()) {
            problems.add(path + " is " + show(written) + ", but must be an object.");
            return resolved;
        }
        List<String> kinds = section.hasKinds() ? resolveKinds(section, written, path, resolved) : List.of();
        checkNames(section, kinds, (ObjectNode) written, path);
        for (Field field : section.fieldsOf(kinds)) {
            if (!field.name().equals(Section.KIND)) {
                resolveField(field, written.get(field.name()), path, resolved);
            }
        }
        return resolved;
    }

    private List<String> resolveKinds(Section section, JsonNode written, String path, ObjectNode resolved) {
        section.fieldsOf(List.of()).stream().filter(field -> field.name().equals(Section.KIND))
                .forEach(field -> resolveField(field, written.get(Section.KIND), path, resolved));
        JsonNode kind = resolved.path(Section.KIND);
        return (kind.isArray() ? kind.valueStream() : Stream.of(kind)).filter(JsonNode::isTextual)
                .map(JsonNode::textValue).distinct().toList();
    }

    private void resolveField(Field field, JsonNode written, String parent, ObjectNode resolved) {
        String path = parent + "." + field.name();
        if (field.section() != null) {
            JsonNode object = written == null ? JsonNodeFactory.instance.objectNode() : written;
            resolved.set(field.name(), resolveNested(field, object, path));
        } else if (written == null && field.required()) {
            problems.add(path + " is missing, but must be " + field.allowed() + ".");
        } else if (written == null) {
            resolved.set(field.name(), field.fallback());
        } else if (field.isGridList(written)) {
            resolved.set(field.name(), resolveList(field, written, path));
        } else if (field.type().accepts(written)) {
            resolved.set(field.name(), field.type().form(written));
        } else {
            problems.add(path + " is " + show(written) + ", but must be " + field.type().allowed()
                    + (field.isGrid() ? ", or a list of such values" : "") + suggestion(field, written) + ".");
        }
    }

    private JsonNode resolveNested(Field nested, JsonNode written, String path) {
        if (!nested.acceptsObjects(written)) {
            problems.add(path + " is " + show(written) + ", but must be " + nested.allowed() + ".");
            return JsonNodeFactory.instance.objectNode();
        }
        if (written.isObject()) {
            return resolve(nested.section(), written, path);
        }
        ArrayNode objects = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < written.size(); i++) {
            ObjectNode resolved = resolve(nested.section(), written.get(i), path + "[" + i + "]");
            if (objects.valueStream().anyMatch(resolved::equals)) {
                problems.add(path + "[" + i + "] is the same as an earlier one, but its values must differ.");
            }
            objects.add(resolved);
        }
        return objects;
    }

    private ArrayNode resolveList(Field field, JsonNode written, String path) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        if (written.isEmpty()) {
            problems.add(path + " is an empty list, but must hold at least one value, each "
                    + field.type().allowed() + ".");
        }
        for (int i = 0; i < written.size(); i++) {
            JsonNode value = written.get(i);
            if (field.type().accepts(value)) {
                JsonNode canonical = field.type().form(value);
                if (values.valueStream().anyMatch(canonical::equals)) {
                    problems.add(path + " lists " + show(canonical) + " more than once"
                            + (show(value).equals(show(canonical)) ? "" : " (also as " + show(value) + ")")
                            + ", but its values must differ.");
                }
                values.add(canonical);
            } else {
                problems.add(path + "[" + i + "] is " + show(value) + ", but must be " + field.type().allowed()
                        + suggestion(field, value) + ".");
                values.add(NullNode.getInstance());
            }
        }
        return values;
    }

    private static String suggestion(Field field, JsonNode value) {
        return Suggestion.closest(value.isTextual() ? value.textValue() : "", field.type().words())
                .map(word -> " (did you mean \"" + word + "\"?)").orElse("");
    }

    private void checkNames(Section section, List<String> kinds, ObjectNode written, String path) {
        // Where the kind is not known, only names that no kind has are wrong.
        Set<Field> fields = section.hasKinds() && kinds.isEmpty() ? section.allFields() : section.fieldsOf(kinds);
        Set<String> known = fields.stream().map(Field::name).collect(Collectors.toCollection(LinkedHashSet::new));
        written.properties().forEach(field -> {
            if (!known.contains(field.getKey())) {
                problems.add(path + "." + field.getKey() + " is " + show(field.getValue()) + ", but "
                        + whyUnknown(section.kindsWith(field.getKey()), kinds, known, field.getKey())
                        + "; allowed here: " + String.join(", ", known) + ".");
            }
        });
    }

    private static String whyUnknown(List<String> kindsWithIt, List<String> kinds, Set<String> known, String name) {
        return kindsWithIt.isEmpty() ? "there is no such field" + Suggestion.closest(name, known)
                .map(closest -> " (did you mean \"" + closest + "\"?)").orElse("")
                : "a field of that name belongs to kind " + String.join(" or ", kindsWithIt) + ", not "
                        + String.join(" or ", kinds);
    }
}
