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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small untrusted JSON: UTF-8 only, one object, no name twice in an object, infinities as Python writes them. */
final class ModelJson {

    /** The largest text, bytes: a model of 64 layers needs 10⁵, and objects in memory are larger than their text. */
    static final int LARGEST = 1 << 22;
    /** Names are not interned: those of untrusted files would fill a table shared by all. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).maxNumberLength(64).build())
            .build()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private ModelJson() {}

    /** @throws ModelFormatException where there is no such file, it is too large, or no such JSON */
    static JsonNode read(Path file) throws IOException {
        long size = Files.size(ByteSource.existing(file));
        if (size > LARGEST) {
            throw new ModelFormatException(file + " has " + size + " bytes; at most " + LARGEST + " are allowed");
        }
        return object(file.toString(), Files.readAllBytes(file));
    }

    /** {@code where} starts every message, such as the file and which part of it. A byte order mark is passed over. */
    static JsonNode object(String where, byte[] utf8) throws ModelFormatException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            JsonNode tree = MAPPER.readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
            if (tree.isObject()) {
                return tree;
            }
        } catch (IOException e) {
            throw new ModelFormatException(where + " is not valid JSON: " + (e instanceof JsonProcessingException
                    problem ? Quote.clean(JsonComplaint.of(problem)) : "it is not UTF-8"), e);
        }
        throw new ModelFormatException(where + " is not one JSON object");
    }
}
