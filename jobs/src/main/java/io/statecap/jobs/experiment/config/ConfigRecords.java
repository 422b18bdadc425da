package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Slice;
import java.util.function.Function;
import org.apache.commons.lang3.exception.ExceptionUtils;

/** From resolved and checked JSON to records whose components have the fields' names. */
final class ConfigRecords {

    private static final String AGE_AT_MOST = "age<=";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withConfigOverride(Mamba2Config.Range.class,
                    range -> range.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY)))
            .addModule(new SimpleModule()
                    .addDeserializer(Slice.class, ofText(Slice.class, ConfigRecords::slice))
                    .addDeserializer(Mitigation.class, ofText(Mitigation.class, Mitigation::parse)))
            .build();

    private ConfigRecords() {}

    /**
     * The record of an object; fields that it has no component for are left out.
     *
     * @throws IllegalArgumentException if the object lacks what the record needs, or the record refuses it
     */
    static <R> R read(Section section, JsonNode object, Class<R> type) {
        try {
            return MAPPER.treeToValue(section.withDefaults(object), type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(ExceptionUtils.getRootCause(e).getMessage(), e);
        }
    }

    private static Slice slice(String name) {
        return name.startsWith(AGE_AT_MOST)
                ? Slice.ageAtMost(Integer.parseInt(name.substring(AGE_AT_MOST.length()))) : Slice.ALL;
    }

    private static <T> FromStringDeserializer<T> ofText(Class<T> type, Function<String, T> meaning) {
        return new FromStringDeserializer<>(type) {
            @Override
            protected T _deserialize(String text, DeserializationContext context) {
                return meaning.apply(text);
            }
        };
    }
}
