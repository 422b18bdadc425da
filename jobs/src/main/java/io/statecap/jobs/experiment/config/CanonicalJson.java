package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * One text for one value: keys sorted, no spaces, each number in its shortest form. Written here and not left to
 * {@code Double.toString}, whose digits differ between JDK versions, because trial ids hang on it.
 */
final class CanonicalJson {

    private static final int ID_DIGITS = 16;

    private CanonicalJson() {}

    static String text(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream().sorted(Map.Entry.comparingByKey())
                    .map(field -> TextNode.valueOf(field.getKey()) + ":" + text(field.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (node.isArray()) {
            return node.valueStream().map(CanonicalJson::text).collect(Collectors.joining(",", "[", "]"));
        }
        return node.isIntegralNumber() ? node.bigIntegerValue().toString()
                : node.isNumber() ? number(node.doubleValue()) : node.toString();
    }

    /** Shortest decimal that reads back as {@code value}; whole numbers without a point. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no number " + value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= 17; digits++) {
            shortest = exact.round(new MathContext(digits));
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        return shortest.stripTrailingZeros().toString();
    }

    /** First 16 hexadecimal digits of the SHA-256 of text. */
    static String hash(String text) {
        return DigestUtils.sha256Hex(text).substring(0, ID_DIGITS);
    }
}
