package io.statecap.model.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.statecap.datasets.JsonComplaint;
import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The fields of a JSON object in an untrusted file, with a sentence for each that cannot be used. Files are small:
 * UTF-8 only, one object, no name twice in an object, infinities as Python writes them.
 *
 * @param where starts every message: the file, and which part of it
 */
record JsonFields(String where, JsonNode object) {

    /** Far beyond any model, and small enough that products of two do not overflow a long. */
    private static final int LARGEST = 1 << 24;
    /** The largest text, bytes: a model of 64 layers needs 10⁵, and objects in memory are larger than their text. */
    static final int LARGEST_TEXT = 1 << 22;
    /** Names are not interned: those of untrusted files would fill a table shared by all. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).maxNumberLength(64).build())
            .build()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** @throws ModelFormatException where there is no such file, it is too large, or no such JSON */
    static JsonFields read(Path file) throws IOException {
        long size = Files.size(ByteSource.existing(file));
        if (size > LARGEST_TEXT) {
            throw new ModelFormatException(file + " has " + size + " bytes; at most " + LARGEST_TEXT + " are allowed");
        }
        return parse(file.toString(), Files.readAllBytes(file));
    }

    /** {@code where} starts every message, such as the file and which part of it. A byte order mark is passed over. */
    static JsonFields parse(String where, byte[] utf8) throws ModelFormatException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            JsonNode tree = MAPPER.readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
            if (tree.isObject()) {
                return new JsonFields(where, tree);
            }
        } catch (IOException e) {
            throw new ModelFormatException(where + " is not valid JSON: " + (e instanceof JsonProcessingException
                    problem ? Quote.clean(JsonComplaint.of(problem)) : "it is not UTF-8"), e);
        }
        throw new ModelFormatException(where + " is not one JSON object");
    }

    /** @throws ModelFormatException for another value than an object */
    static JsonFields of(String where, JsonNode value) throws ModelFormatException {
        if (!value.isObject()) {
            throw new ModelFormatException(where + ": an object is needed, not " + Quote.of(value.toString()));
        }
        return new JsonFields(where, value);
    }

    ModelFormatException error(String name, String allowed) {
        JsonNode value = object.get(name);
        return new ModelFormatException(where + ": " + Quote.clean(name)
                + (value == null ? " is missing" : " " + Quote.clean(value.toString()) + " is not supported")
                + "; " + allowed);
    }

    /** Absent and {@code null} are the same in both layouts. */
    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Refuses fields of other names. */
    void known(Set<String> known) throws ModelFormatException {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw error(field.getKey(), "the field is not known, only "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    /** The field, if it is what is needed. */
    private JsonNode checked(String name, Predicate<JsonNode> fits, String needed) throws ModelFormatException {
        if (!fits.test(object.path(name))) {
            throw error(name, needed + " is needed");
        }
        return object.get(name);
    }

    String text(String name) throws ModelFormatException {
        return checked(name, JsonNode::isTextual, "a string").textValue();
    }

    /** An array of at most {@code most} integers from 0 to 2⁶³ − 1. */
    List<Long> naturals(String name, int most) throws ModelFormatException {
        List<Long> values = new ArrayList<>();
        checked(name, array -> array.isArray() && array.size() <= most
                && StreamSupport.stream(array.spliterator(), false).allMatch(value -> value.isIntegralNumber()
                && value.canConvertToLong() && value.longValue() >= 0),
                "an array of at most " + most + " integers from 0 to 2^63 - 1")
                .forEach(value -> values.add(value.longValue()));
        return values;
    }

    int size(String name) throws ModelFormatException {
        return checked(name, value -> value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 1
                && value.intValue() <= LARGEST, "an integer from 1 to " + LARGEST).intValue();
    }

    int size(String name, int absent) throws ModelFormatException {
        return has(name) ? size(name) : absent;
    }

    boolean flag(String name, boolean absent) throws ModelFormatException {
        return has(name) ? checked(name, JsonNode::isBoolean, "true or false").booleanValue() : absent;
    }

    /** A field that may be left out, or have one of these values. */
    void only(String name, Object... allowed) throws ModelFormatException {
        JsonNode value = object.get(name);
        if (has(name) && Stream.of(allowed).noneMatch(one -> MAPPER.valueToTree(one).equals(value))) {
            throw error(name, "only " + Stream.of(allowed).map(Object::toString).collect(Collectors.joining(" or "))
                    + " is allowed");
        }
    }

    double number(String name, double absent) throws ModelFormatException {
        return has(name) ? checked(name, JsonNode::isNumber, "a number").doubleValue() : absent;
    }

    Mamba2Config.Range range(String name, Mamba2Config.Range absent) throws ModelFormatException {
        if (!has(name)) {
            return absent;
        }
        JsonNode value = checked(name, array -> array.isArray() && array.size() == 2 && array.get(0).isNumber()
                && array.get(1).isNumber(), "an array of two numbers");
        return range(name, value.get(0).doubleValue(), value.get(1).doubleValue());
    }

    Mamba2Config.Range range(String name, double low, double high) throws ModelFormatException {
        try {
            return new Mamba2Config.Range(low, high);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(where + ": " + name + ": " + e.getMessage(), e);
        }
    }

    /** Limits of Δ: statecap supports none, that is, from 0 to infinity. */
    void noLimits(String name) throws ModelFormatException {
        JsonNode limits = object.path(name);
        // Transformers writes infinity as an object since 5.0; before, as Python's JSON does.
        boolean none = limits.size() == 2 && limits.get(0).isNumber() && limits.get(0).doubleValue() == 0
                && (limits.get(1).doubleValue() == Double.POSITIVE_INFINITY
                || limits.get(1).path("__float__").asText().equals("Infinity"));
        if (has(name) && !none) {
            throw error(name, "only [0.0, Infinity] is allowed");
        }
    }
}
