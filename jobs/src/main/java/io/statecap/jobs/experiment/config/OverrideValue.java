package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.statecap.jobs.common.UsageException;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of an override: {@code a,b,c} is a list of three values, and each value is JSON or else the text itself.
 * Commas within brackets, braces and quotes belong to the value.
 */
final class OverrideValue {

    private OverrideValue() {}

    /**
     * @param text     what stands behind the equals sign
     * @param argument what error messages call it
     * @throws UsageException if a value is empty, or begins as JSON does and is none
     */
    static JsonNode parse(String text, String argument) {
        List<JsonNode> values = new ArrayList<>();
        for (String part : parts(text)) {
            values.add(value(part.strip(), argument));
        }
        if (values.size() == 1) {
            return values.get(0);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        return list.addAll(values);
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

    /** The text between commas that stand outside of all brackets, braces and quotes. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '[' || c == '{') {
                depth++;
            } else if (c == ']' || c == '}') {
                depth--;
            } else if (c == ',' && depth <= 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
