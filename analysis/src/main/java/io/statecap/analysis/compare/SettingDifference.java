package io.statecap.analysis.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A setting that is not the same in all sweeps. A list of values and the single value that it holds are the same, and so
 * are lists in another order: a grid does not depend on it.
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

    public SettingDifference {
        values = List.copyOf(values);
    }

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
        for (String path : paths) {
            List<String> values = all.stream().map(settings -> settings.getOrDefault(path, ABSENT)).toList();
            if (values.stream().distinct().count() > 1) {
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
        Map<String, String> settings = new TreeMap<>();
        try {
            JsonNode root = JSON.readTree(sweepJson);
            root.properties().stream().filter(field -> !field.getKey().equals(CONFIG))
                    .forEach(field -> collect(field.getKey(), field.getValue(), settings));
            root.path(CONFIG).properties().forEach(field -> collect(field.getKey(), field.getValue(), settings));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("sweep.json is not valid JSON: " + e.getOriginalMessage(), e);
        }
        return settings;
    }

    private static void collect(String path, JsonNode value, Map<String, String> settings) {
        if (value.isObject()) {
            value.properties().forEach(field -> collect(path + "." + field.getKey(), field.getValue(), settings));
        } else if (value.isArray() && StreamSupport.stream(value.spliterator(), false).anyMatch(JsonNode::isObject)) {
            for (int i = 0; i < value.size(); i++) {
                collect(path + "[" + i + "]", value.get(i), settings);
            }
        } else {
            settings.put(path, text(value));
        }
    }

    private static String text(JsonNode value) {
        if (!value.isArray()) {
            return value.isTextual() ? value.textValue() : number(value);
        }
        List<JsonNode> elements = new ArrayList<>();
        value.forEach(elements::add);
        if (elements.size() == 1) {
            return text(elements.get(0));
        }
        boolean numbers = elements.stream().allMatch(JsonNode::isNumber);
        return elements.stream().sorted((one, other) -> numbers ? Double.compare(one.asDouble(), other.asDouble())
                : one.asText().compareTo(other.asText())).map(SettingDifference::text)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** A whole number without a point, so that 1 and 1.0 are the same. */
    private static String number(JsonNode value) {
        return value.isFloatingPointNumber() && value.asDouble() == Math.rint(value.asDouble())
                && Math.abs(value.asDouble()) < 1e15 ? Long.toString(value.asLong()) : value.toString();
    }
}
