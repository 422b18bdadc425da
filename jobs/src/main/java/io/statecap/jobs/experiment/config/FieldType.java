package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/** What values a field takes: to check them, to name them in messages and to write them into the JSON Schema. */
sealed interface FieldType {

    /** Whether a value may stand here. */
    boolean accepts(JsonNode value);

    /** What may stand here, to end a sentence that began with "must be". */
    String allowed();

    /** The one form of an accepted value, so that 1 and 1.0 are the same. */
    default JsonNode canonical(JsonNode value) {
        return value;
    }

    /** Adds the keywords of JSON Schema that say the same. */
    void describe(ObjectNode schema);

    /** Whether a single value is itself a JSON array, so that a grid list is an array of arrays. */
    default boolean isArray() {
        return false;
    }

    /** IntegerNumber numbers of a closed range; 8.0 and 2.5e6 are whole. */
    record IntegerNumber(long low, long high) implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                return false;
            }
            BigDecimal number = value.decimalValue();
            return number.compareTo(BigDecimal.valueOf(low)) >= 0 && number.compareTo(BigDecimal.valueOf(high)) <= 0
                    && number.remainder(BigDecimal.ONE).signum() == 0;
        }

        @Override
        public String allowed() {
            return "a whole number from " + low + " to " + high;
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return LongNode.valueOf(value.decimalValue().longValueExact());
        }

        @Override
        public void describe(ObjectNode schema) {
            schema.put("type", "integer").put("minimum", low).put("maximum", high);
        }
    }

    /** Odd numbers from 1. */
    record Odd(long high) implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            return integer().accepts(value) && value.longValue() % 2 == 1;
        }

        @Override
        public String allowed() {
            return "an odd number from 1 to " + high;
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return integer().canonical(value);
        }

        @Override
        public void describe(ObjectNode schema) {
            integer().describe(schema);
            schema.putObject("not").put("multipleOf", 2);
        }

        private IntegerNumber integer() {
            return new IntegerNumber(1, high);
        }
    }

    /** Numbers of a range. */
    record FloatingNumber(double low, boolean lowIncluded, double high, boolean highIncluded) implements FieldType {

        /** From {@code low} to {@code high}, both included. */
        static FloatingNumber closed(double low, double high) {
            return new FloatingNumber(low, true, high, true);
        }

        /** Above 0, and at most {@code high}. */
        static FloatingNumber positive(double high) {
            return new FloatingNumber(0, false, high, true);
        }

        /** Between 0 and 1, both excluded. */
        static FloatingNumber properShare() {
            return new FloatingNumber(0, false, 1, false);
        }

        @Override
        public boolean accepts(JsonNode value) {
            if (!value.isNumber()) {
                return false;
            }
            double number = value.doubleValue();
            return (lowIncluded ? number >= low : number > low) && (highIncluded ? number <= high : number < high);
        }

        @Override
        public String allowed() {
            return "a number " + (lowIncluded ? "from " : "above ") + CanonicalJson.number(low)
                    + (!highIncluded ? " and below " : lowIncluded ? " to " : " and at most ")
                    + CanonicalJson.number(high);
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return DecimalNode.valueOf(new BigDecimal(CanonicalJson.number(value.doubleValue())));
        }

        @Override
        public void describe(ObjectNode schema) {
            schema.put("type", "number");
            schema.put(lowIncluded ? "minimum" : "exclusiveMinimum", new BigDecimal(CanonicalJson.number(low)));
            schema.put(highIncluded ? "maximum" : "exclusiveMaximum", new BigDecimal(CanonicalJson.number(high)));
        }
    }

    /** True or false. */
    record TruthValue() implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isBoolean();
        }

        @Override
        public String allowed() {
            return "true or false";
        }

        @Override
        public void describe(ObjectNode schema) {
            schema.put("type", "boolean");
        }
    }

    /** One of a few words. */
    record Choice(List<String> words) implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual() && words.contains(value.textValue());
        }

        @Override
        public String allowed() {
            List<String> quoted = words.stream().map(word -> '"' + word + '"').toList();
            return quoted.size() == 1 ? quoted.get(0)
                    : String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.get(quoted.size() - 1);
        }

        @Override
        public void describe(ObjectNode schema) {
            ArrayNode values = schema.put("type", "string").putArray("enum");
            words.forEach(values::add);
        }
    }

    /** Text of a pattern, which {@code allowed} puts in words. */
    record Text(Pattern pattern, String allowed) implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual() && pattern.matcher(value.textValue()).matches();
        }

        @Override
        public void describe(ObjectNode schema) {
            schema.put("type", "string").put("pattern", "^(?:" + pattern.pattern() + ")$");
        }
    }

    /** Distinct texts in a list. */
    record Texts(Text item, boolean mayBeEmpty) implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            if (!value.isArray() || value.isEmpty() && !mayBeEmpty) {
                return false;
            }
            long distinct = value.valueStream().filter(item::accepts).map(JsonNode::textValue).distinct().count();
            return distinct == value.size();
        }

        @Override
        public String allowed() {
            return "a list of distinct texts, each " + item.allowed();
        }

        @Override
        public void describe(ObjectNode schema) {
            schema.put("type", "array").put("minItems", mayBeEmpty ? 0 : 1).put("uniqueItems", true);
            item.describe(schema.putObject("items"));
        }

        @Override
        public boolean isArray() {
            return true;
        }
    }

    /** Distinct whole numbers of a closed range in a list, which may be empty. */
    record Wholes(long low, long high) implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isArray() && value.valueStream().filter(integer()::accepts).map(integer()::canonical).distinct()
                    .count() == value.size();
        }

        @Override
        public String allowed() {
            return "a list of distinct numbers, each " + integer().allowed();
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            ArrayNode sorted = JsonNodeFactory.instance.arrayNode(value.size());
            value.valueStream().mapToLong(one -> integer().canonical(one).longValue()).sorted().forEach(sorted::add);
            return sorted;
        }

        @Override
        public void describe(ObjectNode schema) {
            integer().describe(schema.put("type", "array").put("uniqueItems", true).putObject("items"));
        }

        @Override
        public boolean isArray() {
            return true;
        }

        private IntegerNumber integer() {
            return new IntegerNumber(low, high);
        }
    }

    /** A closed range of positive numbers, {@code [low, high]}. */
    record Range(FloatingNumber end) implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isArray() && value.size() == 2 && end.accepts(value.get(0)) && end.accepts(value.get(1))
                    && value.get(0).doubleValue() <= value.get(1).doubleValue();
        }

        @Override
        public String allowed() {
            return "a range [low, high] with 0 < low <= high <= " + CanonicalJson.number(end.high());
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return JsonNodeFactory.instance.arrayNode(2)
                    .add(end.canonical(value.get(0))).add(end.canonical(value.get(1)));
        }

        @Override
        public void describe(ObjectNode schema) {
            schema.put("type", "array").put("minItems", 2).put("maxItems", 2);
            end.describe(schema.putObject("items"));
        }

        @Override
        public boolean isArray() {
            return true;
        }
    }

    /** An object with fields of its own; where {@code mayBeList}, also a list of such objects. */
    record Nested(Section section, boolean mayBeList) implements FieldType {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isObject() || mayBeList && value.isArray() && !value.isEmpty()
                    && value.valueStream().allMatch(JsonNode::isObject);
        }

        @Override
        public String allowed() {
            return mayBeList ? "an object, or a list of objects" : "an object";
        }

        @Override
        public void describe(ObjectNode schema) {
            if (mayBeList) {
                ArrayNode choices = schema.putArray("anyOf");
                ConfigSchema.describe(section, choices.addObject());
                ObjectNode list = choices.addObject().put("type", "array").put("minItems", 1);
                ConfigSchema.describe(section, list.putObject("items"));
            } else {
                ConfigSchema.describe(section, schema);
            }
        }
    }
}
