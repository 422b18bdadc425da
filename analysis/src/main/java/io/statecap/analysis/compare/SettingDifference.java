package io.statecap.analysis.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A setting that is not the same in all sweeps. A list of values and the single value that it holds are the same, and
 * so are lists in another order: a grid does not depend on it. Of a list of objects, as of several models, each field
 * is compared by all its values.
 *
 * @param path   in the resolved configuration, for example {@code training.learningRate}; {@code version} and
 *               {@code commit} stand beside the configuration
 * @param values its value in each sweep as JSON; {@code absent} where a sweep does not have it
 * @param result whether it bears on results; names, execution and version do not belong here
 */
public record SettingDifference(String path, List<String> values, boolean result) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ABSENT = "absent";
    private static final String CONFIG = "config";
    /** Ends the path of a list of objects: which values go together. */
    private static final String TOGETHER = "[]";

    /**
     * @param sweepJsons texts of {@code sweep.json}
     * @return settings that differ by path, those that bear on results first
     * @throws IllegalArgumentException if a text is no JSON
     */
    public static List<SettingDifference> of(List<String> sweepJsons) {
        List<Map<String, String>> all = sweepJsons.stream().map(SettingDifference::settings).toList();
        TreeSet<String> paths = all.stream().flatMap(settings -> settings.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        List<SettingDifference> results = new ArrayList<>();
        List<SettingDifference> others = new ArrayList<>();
        // Objects as a whole come last: they are listed only where no field of theirs differs by itself.
        List<String> order = new ArrayList<>(paths);
        order.sort(Comparator.comparing((String path) -> path.endsWith(TOGETHER)));
        for (String path : order) {
            List<String> values = all.stream().map(settings -> settings.getOrDefault(path, ABSENT)).toList();
            if (values.stream().distinct().count() > 1) {
                if (path.endsWith(TOGETHER) && results.stream().anyMatch(row ->
                        row.path().startsWith(path.substring(0, path.length() - TOGETHER.length()) + "."))) {
                    continue;
                }
                boolean result = bearsOnResults(path);
                (result ? results : others).add(new SettingDifference(path, values, result));
            }
        }
        results.addAll(others);
        return results;
    }

    private static boolean bearsOnResults(String path) {
        return !path.equals("name") && !path.equals("version") && !path.equals("commit")
                && !path.startsWith("execution.") && !path.startsWith("search");
    }

    private static Map<String, String> settings(String sweepJson) {
        Map<String, List<JsonNode>> values = new TreeMap<>();
        try {
            JsonNode root = JSON.readTree(sweepJson);
            root.properties().stream().filter(field -> !field.getKey().equals(CONFIG))
                    .forEach(field -> collect(field.getKey(), field.getValue(), values));
            root.path(CONFIG).properties().forEach(field -> collect(field.getKey(), field.getValue(), values));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("sweep.json is not valid JSON: " + e.getOriginalMessage(), e);
        }
        Map<String, String> settings = new TreeMap<>();
        values.forEach((path, all) -> settings.put(path, text(all)));
        return settings;
    }

    /** Values by path; those of a list of objects, as of several models, are taken together. */
    private static void collect(String path, JsonNode value, Map<String, List<JsonNode>> values) {
        if (value.isObject()) {
            value.properties().forEach(field -> collect(path + "." + field.getKey(), field.getValue(), values));
            return;
        }
        List<JsonNode> all = value.isArray() ? StreamSupport.stream(value.spliterator(), false).toList()
                : List.of(value);
        if (all.stream().anyMatch(JsonNode::isObject)) {
            all.forEach(object -> collect(path, object, values));
            if (all.size() > 1) {
                values.put(path + TOGETHER, List.of(value));
            }
        } else {
            values.computeIfAbsent(path, key -> new ArrayList<>()).addAll(all);
        }
    }

    private static String text(List<JsonNode> values) {
        boolean numbers = values.stream().allMatch(JsonNode::isNumber);
        List<String> texts = values.stream().sorted((one, other) -> numbers ? Double.compare(one.asDouble(),
                other.asDouble())
                : one.asText().compareTo(other.asText())).map(SettingDifference::text).distinct().toList();
        return texts.size() == 1 ? texts.get(0) : texts.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    /** Whole numbers without a point, so that 1 and 1.0 are the same. */
    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue().isEmpty() ? "\"\"" : value.textValue()
                : value.isFloatingPointNumber() && value.asDouble() == Math.rint(value.asDouble())
                && Math.abs(value.asDouble()) < 1e15 ? Long.toString(value.asLong()) : value.toString();
    }
}
