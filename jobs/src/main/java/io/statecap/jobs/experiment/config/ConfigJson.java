package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.statecap.datasets.JsonComplaint;
import io.statecap.jobs.common.UsageException;

/** JSON text as a tree: one value, nothing behind it, no key twice. */
final class ConfigJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private ConfigJson() {}

    /**
     * @param origin what error messages call the text
     * @throws UsageException if it is no JSON
     */
    static JsonNode parse(String json, String origin) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree.isMissingNode()) {
                throw new UsageException(origin + ": the file is empty, but must hold a JSON object.");
            }
            return tree;
        } catch (JsonProcessingException e) {
            // Limits on depth and length are reported without a place.
            JsonLocation at = e.getLocation();
            throw new UsageException(origin + ": broken JSON" + (at == null ? "" : " at line " + at.getLineNr()
                    + ", column " + at.getColumnNr()) + ": " + JsonComplaint.of(e).strip() + ".");
        }
    }

    /** The tree of text that this program wrote. */
    static JsonNode trusted(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json + ": " + e.getOriginalMessage(), e);
        }
    }
}
