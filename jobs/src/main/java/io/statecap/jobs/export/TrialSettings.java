package io.statecap.jobs.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.analysis.table.TrialRow;
import java.util.Map;
import java.util.TreeMap;

/** The configuration of one trial as flat values by path, for example {@code model.dState}; and its sizes. */
final class TrialSettings {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TrialSettings() {}

    /** Values are numbers, booleans or text; a list is its JSON text. */
    static Map<String, JsonNode> of(TrialRow trial) {
        Map<String, JsonNode> settings = new TreeMap<>();
        settings.put("state_size", JSON.getNodeFactory().numberNode(trial.stateSize()));
        settings.put("parameters", JSON.getNodeFactory().numberNode(trial.parameters()));
        try {
            collect("", JSON.readTree(trial.configJson()), settings);
        } catch (JsonProcessingException e) {
            // Older results may hold another text; the columns above are there in any case.
            settings.put("config", JSON.getNodeFactory().textNode(trial.configJson()));
        }
        return settings;
    }

    private static void collect(String path, JsonNode value, Map<String, JsonNode> settings) {
        if (value.isObject()) {
            value.properties().forEach(field -> collect(path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(), settings));
        } else if (!path.isEmpty()) {
            settings.put(path, value.isArray() ? JSON.getNodeFactory().textNode(value.toString()) : value);
        }
    }
}
