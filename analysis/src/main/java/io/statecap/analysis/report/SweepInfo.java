package io.statecap.analysis.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What the report needs of {@code sweep.json}. Every part may be absent, since a report is also made of a directory
 * whose configuration is lost.
 *
 * @param name the sweep's name, or {@code unnamed sweep}
 * @param trainLengths planned training lengths, tokens; empty where unknown
 * @param seeds planned seeds; empty where unknown
 * @param criterionKind {@code fresh}, {@code reference}, {@code excess} or {@code paper}; null where unknown
 * @param criterionLimit nats, a factor for {@code paper}; null where unknown
 * @param criterionSlice the slice on which trials are tested for collapse; {@code all} where unknown
 * @param bisected whether the sweep searches for thresholds, so that it leaves out planned training lengths
 * @param text the file, indented
 */
public record SweepInfo(String name, String version, String commit, List<Integer> trainLengths, List<Long> seeds,
                        String criterionKind, Double criterionLimit, String criterionSlice, boolean bisected,
                        String text) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads the text of {@code sweep.json}; blank text gives a record without values.
     *
     * @throws IllegalArgumentException if the text is no JSON
     */
    public static SweepInfo parse(String sweepJson) {
        JsonNode root = read(sweepJson);
        JsonNode config = root.path("config").isObject() ? root.path("config") : root;
        JsonNode training = config.path("training");
        JsonNode criterion = config.path("criterion");
        return new SweepInfo(
                text(config.path("name"), "unnamed sweep"),
                text(root.path("version"), null),
                text(root.path("commit"), null),
                values(training.path("length")).stream().map(JsonNode::asInt).toList(),
                values(training.path("seed")).stream().map(JsonNode::asLong).toList(),
                text(criterion.path("kind"), null),
                criterion.path("limit").isNumber() ? criterion.path("limit").asDouble() : null,
                text(criterion.path("slice"), "all"),
                "bisect".equals(config.path("search").asText()),
                root.isMissingNode() ? "" : root.toPrettyString());
    }

    private static JsonNode read(String sweepJson) {
        try {
            return JSON.readTree(sweepJson);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("sweep.json is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A grid axis: one value or a list of values. */
    private static List<JsonNode> values(JsonNode axis) {
        List<JsonNode> values = new ArrayList<>();
        if (axis.isArray()) {
            axis.forEach(values::add);
        } else if (axis.isNumber()) {
            values.add(axis);
        }
        return values;
    }

    private static String text(JsonNode node, String otherwise) {
        return node.isValueNode() && !node.isNull() ? node.asText() : otherwise;
    }
}
