package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * What values a field takes: to check them, to name them in messages, and to bring them into their one form.
 *
 * @param schema JSON Schema of a single value; of its keywords those that {@code conf/schema.json} uses
 */
record FieldType(JsonNode schema) {

    private String name() {
        return schema.path("type").asText();
    }

    /** Whether a single value is itself a JSON array, so that a grid list is an array of arrays. */
    boolean isArray() {
        return name().equals("array");
    }

    boolean isObject() {
        return name().equals("object");
    }

    /** The values, where they are a few words. */
    List<String> words() {
        return schema.path("enum").valueStream().map(JsonNode::textValue).toList();
    }

    private FieldType items() {
        return new FieldType(schema.path("items"));
    }

    /** A pair in ascending order. */
    private boolean isRange() {
        return schema.has("maxItems");
    }

    /** Whether a value may stand here; 8.0 and 2.5e6 are whole. */
    boolean accepts(JsonNode value) {
        return switch (name()) {
            case "boolean" -> value.isBoolean();
            case "integer" -> isWithin(value) && value.decimalValue().remainder(BigDecimal.ONE).signum() == 0
                    && !(schema.has("not") && value.longValue() % 2 == 0);
            case "number" -> isWithin(value);
            case "string" -> value.isTextual() && (schema.has("enum") ? words().contains(value.textValue())
                    : value.textValue().matches(schema.path("pattern").asText("[\\s\\S]*")));
            case "array" -> value.isArray() && value.size() >= schema.path("minItems").intValue()
                    && value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE)
                    && value.valueStream().allMatch(items()::accepts) && isWellMade(value);
            default -> value.isObject();
        };
    }

    private boolean isWellMade(JsonNode array) {
        return isRange() ? array.get(0).doubleValue() <= array.get(1).doubleValue()
                : array.valueStream().map(items()::form).distinct().count() == array.size();
    }

    private boolean isWithin(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue())
                && isOn(value, "minimum", side -> side >= 0) && isOn(value, "maximum", side -> side <= 0)
                && isOn(value, "exclusiveMinimum", side -> side > 0)
                && isOn(value, "exclusiveMaximum", side -> side < 0);
    }

    private boolean isOn(JsonNode value, String bound, IntPredicate side) {
        return !schema.has(bound) || side.test(value.decimalValue().compareTo(schema.get(bound).decimalValue()));
    }

    /** The one form of an accepted value: 1 and 1.0 are the same, and lists of numbers ascend. */
    JsonNode form(JsonNode value) {
        return switch (name()) {
            case "integer" -> LongNode.valueOf(value.decimalValue().longValueExact());
            case "number" -> DecimalNode.valueOf(new BigDecimal(CanonicalJson.number(value.doubleValue())));
            case "array" -> {
                ArrayNode form = JsonNodeFactory.instance.arrayNode();
                Stream<JsonNode> items = value.valueStream().map(items()::form);
                (items().name().equals("integer") ? items.sorted(Comparator.comparingLong(JsonNode::longValue)) : items)
                        .forEach(form::add);
                yield form;
            }
            default -> value;
        };
    }

    /** What may stand here, to end a sentence that began with "must be". */
    String allowed() {
        if (schema.has("x-allowed")) {
            return schema.get("x-allowed").textValue();
        }
        return switch (name()) {
            case "boolean" -> "true or false";
            case "integer" -> (schema.has("not") ? "an odd" : "a whole") + " number from " + bound("minimum") + " to "
                    + bound("maximum");
            case "number" -> "a number " + (schema.has("minimum") ? "from " + bound("minimum") + " to "
                    : "above " + bound("exclusiveMinimum") + " and ") + (schema.has("exclusiveMaximum")
                    ? "below " + bound("exclusiveMaximum")
                    : (schema.has("minimum") ? "" : "at most ") + bound("maximum"));
            case "string" -> String.join(", ", words().stream().map(word -> '"' + word + '"').toList())
                    .replaceFirst(", (?=[^,]*$)", " or ");
            case "array" -> "a list of distinct " + (items().name().equals("integer") ? "numbers" : "texts")
                    + ", each " + items().allowed();
            default -> "an object";
        };
    }

    private String bound(String keyword) {
        return CanonicalJson.text(schema.get(keyword));
    }
}
