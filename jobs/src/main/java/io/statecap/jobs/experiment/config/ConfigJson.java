package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.datasets.JsonComplaint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** JSON text as a tree: one value, nothing behind it, no key twice. */
final class ConfigJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<String> problems = new ArrayList<>();

    private ConfigJson() {}

    /**
     * A tree and what is wrong with its text.
     *
     * @param tree     the value; a missing node where the text is no JSON
     * @param problems sentences without the name of the file; empty when all is well
     */
    record Result(JsonNode tree, List<String> problems) {}

    static Result parse(String json) {
        ConfigJson reader = new ConfigJson();
        JsonNode tree;
        try (JsonParser parser = MAPPER.createParser(json)) {
            tree = reader.document(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Result(tree, reader.problems);
    }

    private JsonNode document(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() == null) {
                problems.add("the file is empty, but must hold a JSON object.");
                return MissingNode.getInstance();
            }
            JsonNode tree = value(parser, "$");
            if (parser.nextToken() != null) {
                problems.add("the JSON is followed by more text at " + place(parser.currentTokenLocation())
                        + ", but must be the only value in the file.");
            }
            return tree;
        } catch (JsonProcessingException e) {
            // Limits on depth and length are reported without a place.
            JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
            problems.add("broken JSON at " + place(at) + ": " + oneLine(JsonComplaint.of(e)));
            return MissingNode.getInstance();
        }
    }

    /** The tree of text that this program wrote. */
    static JsonNode trusted(String json) {
        Result result = parse(json);
        if (!result.problems().isEmpty()) {
            throw new IllegalArgumentException(json + ": " + result.problems());
        }
        return result.tree();
    }

    private JsonNode value(JsonParser parser, String path) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT: {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    String fieldPath = path + "." + name;
                    JsonLocation at = parser.currentTokenLocation();
                    parser.nextToken();
                    JsonNode value = value(parser, fieldPath);
                    if (object.has(name)) {
                        problems.add(fieldPath + " is given a second time at " + place(at)
                                + ", but each field may be given only once.");
                    } else {
                        object.set(name, value);
                    }
                }
                return object;
            }
            case START_ARRAY: {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser, path + "[" + array.size() + "]"));
                }
                return array;
            }
            default:
                return MAPPER.readTree(parser);
        }
    }

    private static String place(JsonLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String oneLine(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line : line + ".";
    }
}
