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
 * so are lists in another order: a grid does not depend on it.
 *
 * @param path           in the resolved configuration, for example {@code training.learningRate}; {@code version} and
 *                       {@code commit} stand beside the configuration
 * @param values         its value in each sweep as JSON; {@code absent} where a sweep does not have it
 * @param bearsOnResults whether it bears on results; names, execution and version do not belong here
 */
public record SettingDifference(String path, List<String> values, boolean bearsOnResults) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ABSENT = "absent";

    /**
     * @param sweepJsons texts of {@code sweep.json}
     * @return settings that differ by path, those that bear on results first
     * @throws IllegalArgumentException if a text is no JSON
     */
    public static List<SettingDifference> of(List<String> sweepJsons) {
        List<Map<String, String>> all = sweepJsons.stream().map(SettingDifference::settings).toList();
        TreeSet<String> paths = new TreeSet<>();
        all.forEach(settings -> paths.addAll(settings.keySet()));
        List<SettingDifference> differences = new ArrayList<>();
        for (String path : paths) {
            List<String> values = all.stream().map(settings -> settings.getOrDefault(path, ABSENT)).toList();
            if (values.stream().distinct().count() > 1) {
                differences.add(new SettingDifference(path, values,
                        !path.matches("name|version|commit|execution\\..*|search.*")));
            }
        }
        differences.sort(Comparator.comparing(SettingDifference::bearsOnResults).reversed());
        return differences;
    }

    private static Map<String, String> settings(String sweepJson) {
        Map<String, String> settings = new TreeMap<>();
        try {
            JSON.readTree(sweepJson).properties().forEach(field -> collect(field.getKey(), field.getValue(), settings));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("sweep.json is not valid JSON: " + e.getOriginalMessage(), e);
        }
        return settings;
    }

    /** Values by path, those of the configuration without its own name. */
    private static void collect(String path, JsonNode value, Map<String, String> settings) {
        if (value.isObject()) {
            value.properties().forEach(field -> collect(path.equals("config") ? field.getKey()
                    : path + "." + field.getKey(), field.getValue(), settings));
            return;
        }
        List<JsonNode> all = value.isArray() ? StreamSupport.stream(value.spliterator(), false).toList()
                : List.of(value);
        List<String> texts = all.stream().sorted(all.stream().allMatch(JsonNode::isNumber)
                        ? Comparator.comparingDouble(JsonNode::asDouble) : Comparator.comparing(JsonNode::asText))
                .map(SettingDifference::text).distinct().toList();
        settings.put(path, texts.size() == 1 ? texts.get(0)
                : texts.stream().collect(Collectors.joining(", ", "[", "]")));
    }

    /** Whole numbers without a point, so that 1 and 1.0 are the same. */
    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue().isEmpty() ? "\"\"" : value.textValue()
                : value.isFloatingPointNumber() && value.asDouble() == Math.rint(value.asDouble())
                && Math.abs(value.asDouble()) < 1e15 ? Long.toString(value.asLong()) : value.toString();
    }
}
