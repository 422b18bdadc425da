package io.statecap.model.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.statecap.datasets.JsonComplaint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks untrusted JSON token by token: UTF-8 only, no name twice in an object, nothing after the end. Each departure
 * is a {@link CheckpointFormatException}.
 */
final class CheckpointJson implements Closeable {

    private static final StreamReadConstraints SMALL = StreamReadConstraints.builder()
            .maxNestingDepth(16).maxNumberLength(64).build();

    /** Names are not interned: those of untrusted files would fill a table shared by all. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(SMALL)
            .build();

    /** For small documents with free content; infinities as Python writes them. */
    private static final ObjectMapper TREES = JsonMapper.builder(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(SMALL)
            .build()).build();

    private final String where;
    private final JsonParser parser;

    private CheckpointJson(String where, JsonParser parser) {
        this.where = where;
        this.parser = parser;
    }

    /** {@code where} starts every message, such as the file and which part of it. */
    static CheckpointJson parse(String where, ByteBuffer utf8) throws IOException {
        return new CheckpointJson(where, FACTORY.createParser(decode(where, utf8)));
    }

    /** A whole document as a tree. */
    static JsonNode tree(String where, ByteBuffer utf8) throws CheckpointFormatException {
        String text = decode(where, utf8);
        try (JsonParser parser = TREES.getFactory().createParser(text)) {
            JsonNode tree = TREES.readTree(parser);
            if (tree == null || !tree.isObject() || parser.nextToken() != null) {
                throw new CheckpointFormatException(where + " is not one JSON object");
            }
            return tree;
        } catch (CheckpointFormatException e) {
            throw e;
        } catch (IOException e) {
            throw broken(where, e);
        }
    }

    private static String decode(String where, ByteBuffer utf8) throws CheckpointFormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointFormatException(where + " is not UTF-8 text", e);
        }
    }

    private static CheckpointFormatException broken(String where, IOException e) {
        String reason = e instanceof JsonProcessingException json ? JsonComplaint.of(json) : e.getMessage();
        return new CheckpointFormatException(where + " is not valid JSON: " + Quote.clean(reason), e);
    }

    CheckpointFormatException error(String message) {
        return new CheckpointFormatException(where + ": " + message);
    }

    private JsonToken next() throws CheckpointFormatException {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw broken(where, e);
        }
    }

    private String text() throws CheckpointFormatException {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw broken(where, e);
        }
    }

    private void expect(JsonToken wanted, JsonToken token, String what) throws CheckpointFormatException {
        if (token != wanted) {
            throw error(what + " is needed, not "
                    + (token == null ? "the end of the text" : Quote.of(text())));
        }
    }

    /** Enters an object. */
    void beginObject(String what) throws CheckpointFormatException {
        expect(JsonToken.START_OBJECT, next(), what + ": an object");
    }

    /** The next name in the object, or null at its end. */
    String nextName() throws CheckpointFormatException {
        JsonToken token = next();
        if (token == JsonToken.END_OBJECT) {
            return null;
        }
        expect(JsonToken.FIELD_NAME, token, "a name");
        return text();
    }

    String string(String what) throws CheckpointFormatException {
        expect(JsonToken.VALUE_STRING, next(), what + ": a string");
        return text();
    }

    /** An array of integers from 0 to 2⁶³ − 1. */
    long[] naturals(String what, int most) throws CheckpointFormatException {
        expect(JsonToken.START_ARRAY, next(), what + ": an array");
        long[] values = new long[most];
        int count = 0;
        JsonToken token = next();
        for (; token != JsonToken.END_ARRAY; token = next()) {
            expect(JsonToken.VALUE_NUMBER_INT, token, what + ": an integer");
            if (count == most) {
                throw error(what + " has more than " + most + " numbers, the most that is allowed");
            }
            values[count++] = natural(what);
        }
        return Arrays.copyOf(values, count);
    }

    private long natural(String what) throws CheckpointFormatException {
        try {
            long value = Long.parseLong(text());
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Too large: the same sentence.
        }
        throw error(what + ": " + Quote.clean(text()) + " is not allowed, only integers from 0 to 2^63 - 1");
    }

    void end() throws CheckpointFormatException {
        expect(null, next(), "nothing after the closing brace");
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
