package io.statecap.analysis.report.page;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** JSON that may stand inside a script element, with no more digits than a reader or a screen can use. */
final class PageJson {

    private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new SimpleModule()
            .addSerializer(Double.class, new DoubleSerializer())
            .addSerializer(double.class, new DoubleSerializer())
            .addSerializer(double[].class, new DoublesSerializer()));

    private PageJson() {}

    /** {@code value} as JSON in which no character can end the element or start a comment. */
    static String of(Object value) {
        try {
            return JSON.writeValueAsString(value).replace("<", "\\u003c").replace(">", "\\u003e")
                    .replace("&", "\\u0026").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report's data cannot be written as JSON", e);
        }
    }

    /** Numbers that JSON cannot hold become null. */
    private static void write(JsonGenerator out, double value) throws IOException {
        if (!Double.isFinite(value)) {
            out.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            out.writeNumber((long) value);
        } else {
            out.writeNumber(new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString());
        }
    }

    private static final class DoubleSerializer extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            write(out, value);
        }
    }

    private static final class DoublesSerializer extends JsonSerializer<double[]> {
        @Override
        public void serialize(double[] values, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartArray();
            for (double value : values) {
                write(out, value);
            }
            out.writeEndArray();
        }
    }
}
