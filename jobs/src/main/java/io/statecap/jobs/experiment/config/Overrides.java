package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.statecap.jobs.common.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fields of a configuration that the command line sets, each as {@code path=value}, such as
 * {@code training.seed=0,1,2}; of two for the same field the later one holds. The result is the configuration of a file
 * that says the same. Where {@code model} is a list of objects, a field of it is set in each of them.
 */
public final class Overrides {

    /** The option of the command line, which error messages name. */
    public static final String OPTION = "--set";

    /** Sets nothing. */
    public static final Overrides NONE = new Overrides(List.of());

    private final List<Override> overrides;

    private Overrides(List<Override> overrides) {
        this.overrides = overrides;
    }

    /** One field: the argument as the user wrote it, the names from the root, and what it is set to. */
    private record Override(String argument, List<String> path, JsonNode value) {}

    /**
     * Reads {@code path=value}, each.
     *
     * @throws UsageException if one has another form
     */
    public static Overrides parse(List<String> assignments) {
        List<Override> overrides = new ArrayList<>();
        for (String assignment : assignments) {
            String[] form = assignment.split("=", 2);
            // Messages write paths with $ for the root.
            String path = form[0].strip().replaceFirst("^\\$\\.", "");
            if (form.length < 2) {
                throw new UsageException(OPTION + " " + assignment + ": there is no =, but it must be path=value, such"
                        + " as training.seed=0,1,2.");
            }
            if (!path.matches("[A-Za-z]\\w*(\\.[A-Za-z]\\w*)*")) {
                throw new UsageException(OPTION + " " + assignment + ": the path is '" + path + "', but must be names"
                        + " with dots between them, such as training.seed.");
            }
            overrides.add(new Override(OPTION + " " + assignment, List.of(path.split("\\.")), valueOf(form[1])));
        }
        return new Overrides(overrides);
    }

    /**
     * What stands behind the equals sign: {@code a,b,c} is a list of three values, and each value is JSON or else the
     * text itself. Commas within brackets, braces and quotes belong to the value.
     */
    private static JsonNode valueOf(String text) {
        return json(text).or(() -> json("[" + text + "]").filter(list -> list.size() > 1)).orElseGet(() -> {
            // Not all of it is JSON, so only quotes can hold a comma.
            List<JsonNode> values = Stream.of(text.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)).map(String::strip)
                    .map(part -> json(part).orElse(TextNode.valueOf(part))).toList();
            return values.size() == 1 ? values.get(0) : JsonNodeFactory.instance.arrayNode().addAll(values);
        });
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(ConfigJson.trusted(text)).filter(value -> !value.isMissingNode());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A copy of a configuration with these fields set; what is no object becomes one where a path leads through it. */
    JsonNode appliedTo(JsonNode written) {
        JsonNode result = written.deepCopy();
        if (result instanceof ObjectNode root) {
            overrides.forEach(override -> set(root, override.path, override.value));
        }
        return result;
    }

    private static void set(ObjectNode object, List<String> path, JsonNode value) {
        String name = path.get(0);
        if (path.size() == 1) {
            object.set(name, value);
            return;
        }
        List<String> rest = path.subList(1, path.size());
        JsonNode inner = object.path(name);
        if (Field.isListOfObjects(inner)) {
            inner.forEach(one -> set((ObjectNode) one, rest, value));
        } else {
            set(inner instanceof ObjectNode child ? child : object.putObject(name), rest, value);
        }
    }

    /** What error messages call a file with these fields set. */
    String onTopOf(String file) {
        return overrides.isEmpty() ? file
                : file + " with " + String.join(" ", overrides.stream().map(Override::argument).toList());
    }
}
