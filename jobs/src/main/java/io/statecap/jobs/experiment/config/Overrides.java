package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.statecap.jobs.common.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fields of a configuration that the command line sets, each as {@code path=value}, such as
 * {@code training.seed=0,1,2}. The result is the configuration of a file that says the same. Where {@code model} is a
 * list of objects, a field of it is set in each of them.
 */
public final class Overrides {

    /** The option of the command line, which error messages name. */
    public static final String OPTION = "--set";

    /** Sets nothing. */
    public static final Overrides NONE = new Overrides(List.of());

    private static final Pattern FORM = Pattern.compile("([^=]*)=(.*)", Pattern.DOTALL);
    private static final Pattern PATH = Pattern.compile("[A-Za-z]\\w*(\\.[A-Za-z]\\w*)*");
    private static final Pattern SUBJECT = Pattern.compile("^\\$([\\w.$\\[\\]]*)");
    private static final String MODEL_IN_LIST = "\\$\\.model\\[\\d+]";

    private final List<Override> overrides;

    private Overrides(List<Override> overrides) {
        this.overrides = overrides;
    }

    /**
     * One field.
     *
     * @param argument as the user wrote it, with the option
     * @param path     names from the root, with dots between them
     * @param value    what it is set to
     */
    private record Override(String argument, String path, JsonNode value) {

        /** Whether the value at {@code other} is this one, in it, or around it. */
        boolean touches(String other) {
            return (other + ".").startsWith(path + ".") || (path + ".").startsWith(other + ".");
        }
    }

    /**
     * Reads {@code path=value}, each.
     *
     * @throws UsageException if one has another form, or sets what an earlier one sets
     */
    public static Overrides parse(List<String> assignments) {
        List<Override> overrides = new ArrayList<>();
        for (String assignment : assignments) {
            Matcher form = FORM.matcher(assignment);
            if (!form.matches()) {
                throw new UsageException(OPTION + " " + assignment + ": there is no =, but it must be path=value, such"
                        + " as training.seed=0,1,2.");
            }
            // Messages write paths with $ for the root.
            String path = form.group(1).strip().replaceFirst("^\\$\\.", "");
            if (!PATH.matcher(path).matches()) {
                throw new UsageException(OPTION + " " + assignment + ": the path is '" + path + "', but must be names"
                        + " with dots between them, such as training.seed.");
            }
            for (Override earlier : overrides) {
                if ((earlier.path + ".").startsWith(path + ".")) {
                    throw new UsageException(OPTION + " " + assignment + ": " + earlier.path
                            + " is set before, but each field may be set only once.");
                }
            }
            String argument = OPTION + " " + assignment;
            overrides.add(new Override(argument, path, valueOf(form.group(2), argument)));
        }
        return new Overrides(List.copyOf(overrides));
    }

    /**
     * What stands behind the equals sign: {@code a,b,c} is a list of three values, and each value is JSON or else the
     * text itself. Commas within brackets, braces and quotes belong to the value.
     *
     * @throws UsageException if a value is empty, or begins as JSON does and is none
     */
    private static JsonNode valueOf(String text, String argument) {
        for (String json : text.isBlank() ? List.<String>of() : List.of(text, "[" + text + "]")) {
            ConfigJson.Result parsed = ConfigJson.parse(json);
            if (parsed.problems().isEmpty()) {
                return parsed.tree();
            }
        }
        // Not all of it is JSON, so only quotes can hold a comma.
        List<JsonNode> values = Stream.of(text.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
                .map(part -> value(part.strip(), argument)).toList();
        return values.size() == 1 ? values.get(0) : JsonNodeFactory.instance.arrayNode().addAll(values);
    }

    private static JsonNode value(String text, String argument) {
        if (text.isEmpty()) {
            throw new UsageException(argument
                    + ": a value is empty, but must be JSON or text; the empty text is \"\".");
        }
        ConfigJson.Result parsed = ConfigJson.parse(text);
        if (parsed.problems().isEmpty()) {
            return parsed.tree();
        }
        if ("[{\"".indexOf(text.charAt(0)) >= 0) {
            throw new UsageException(parsed.problems().stream().map(problem -> argument + ": " + problem).toList());
        }
        return TextNode.valueOf(text);
    }

    /** A copy of a configuration with these fields set; what is no object becomes one where a path leads through it. */
    JsonNode appliedTo(JsonNode written) {
        JsonNode result = written.deepCopy();
        if (result instanceof ObjectNode root) {
            overrides.forEach(override -> set(root, List.of(override.path.split("\\.")), override.value));
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
        if (FieldType.isListOfObjects(inner)) {
            inner.forEach(one -> set((ObjectNode) one, rest, value));
        } else {
            set(inner instanceof ObjectNode child ? child : object.putObject(name), rest, value);
        }
    }

    /**
     * Adds to each problem where it comes from: the file, one override, or the file together with the overrides.
     *
     * @param problems what is wrong with the configuration after the overrides
     * @param own      what is wrong with it before them
     * @param file     what error messages call it
     */
    List<String> named(List<String> problems, List<String> own, String file) {
        if (overrides.isEmpty()) {
            return problems.stream().map(problem -> file + ": " + problem).toList();
        }
        String together = file + " with "
                + overrides.stream().map(Override::argument).collect(Collectors.joining(" ")) + ": ";
        List<String> named = new ArrayList<>();
        for (String problem : problems) {
            // An override goes to every model of a list: said once.
            String said = problem.replaceAll(MODEL_IN_LIST, "\\$.model");
            Optional<String> culprit = culprit(said);
            named.add(own.contains(problem) ? file + ": " + problem
                    : culprit.isPresent() ? culprit.get() + ": " + said : together + problem);
        }
        return named.stream().distinct().toList();
    }

    /** The override that sets what a sentence is about. */
    private Optional<String> culprit(String problem) {
        Matcher subject = SUBJECT.matcher(problem);
        if (!subject.find() || subject.group(1).isEmpty()) {
            return Optional.empty();
        }
        String path = subject.group(1).substring(1).replaceAll("\\[\\d+]", "");
        return overrides.stream().filter(override -> override.touches(path)).map(Override::argument).findFirst();
    }
}
