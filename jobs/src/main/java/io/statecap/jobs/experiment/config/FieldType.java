package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.model.Mamba2Config;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What values a field takes: to check them, to name them in messages, to write them into the JSON Schema and to read
 * them.
 *
 * @param <T> a value in Java
 */
sealed interface FieldType<T> {

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

    /** The Java value of an accepted one. */
    T read(JsonNode value);

    /** Whether a single value is itself a JSON array, so that a grid list is an array of arrays. */
    default boolean isArray() {
        return false;
    }

    /** Whole numbers of a closed range; 8.0 and 2.5e6 are whole. */
    record IntegerNumber<N extends Number>(long low, long high, LongFunction<N> boxed) implements FieldType<N> {

        static IntegerNumber<Integer> of(int low, int high) {
            return new IntegerNumber<>(low, high, Math::toIntExact);
        }

        static IntegerNumber<Long> of(long low, long high) {
            return new IntegerNumber<>(low, high, Long::valueOf);
        }

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

        @Override
        public N read(JsonNode value) {
            return boxed.apply(value.longValue());
        }
    }

    /** Odd numbers from 1. */
    record Odd(int high) implements FieldType<Integer> {
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

        @Override
        public Integer read(JsonNode value) {
            return integer().read(value);
        }

        private IntegerNumber<Integer> integer() {
            return IntegerNumber.of(1, high);
        }
    }

    /** Numbers of a range. */
    record FloatingNumber(double low, boolean lowIncluded, double high, boolean highIncluded)
            implements FieldType<Double> {

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

        @Override
        public Double read(JsonNode value) {
            return value.doubleValue();
        }
    }

    /** True or false. */
    record TruthValue() implements FieldType<Boolean> {
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

        @Override
        public Boolean read(JsonNode value) {
            return value.booleanValue();
        }
    }

    /** One of a few words, in the order in which they are listed. */
    record Choice<T>(Map<String, T> meanings) implements FieldType<T> {

        /** The words themselves. */
        static Choice<String> of(Collection<String> words) {
            return new Choice<>(byWord(words, word -> word));
        }

        /** The names of constants, in small letters. */
        @SafeVarargs
        static <E extends Enum<E>> Choice<E> of(E... constants) {
            return new Choice<>(byWord(List.of(constants), one -> one.name().toLowerCase(Locale.ROOT)));
        }

        private static <V> Map<String, V> byWord(Collection<V> values, Function<V, String> word) {
            Map<String, V> meanings = new LinkedHashMap<>();
            values.forEach(value -> meanings.put(word.apply(value), value));
            return meanings;
        }

        List<String> words() {
            return List.copyOf(meanings.keySet());
        }

        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual() && meanings.containsKey(value.textValue());
        }

        @Override
        public String allowed() {
            List<String> quoted = meanings.keySet().stream().map(word -> '"' + word + '"').toList();
            return quoted.size() == 1 ? quoted.get(0)
                    : String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.get(quoted.size() - 1);
        }

        @Override
        public void describe(ObjectNode schema) {
            ArrayNode values = schema.put("type", "string").putArray("enum");
            meanings.keySet().forEach(values::add);
        }

        @Override
        public T read(JsonNode value) {
            return meanings.get(value.textValue());
        }
    }

    /** Text of a pattern, which {@code allowed} puts in words. */
    record Text<T>(Pattern pattern, String allowed, Function<String, T> meaning) implements FieldType<T> {

        /** The text itself. */
        static Text<String> of(String pattern, String allowed) {
            return new Text<>(Pattern.compile(pattern), allowed, text -> text);
        }

        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual() && pattern.matcher(value.textValue()).matches();
        }

        @Override
        public void describe(ObjectNode schema) {
            schema.put("type", "string").put("pattern", "^(?:" + pattern.pattern() + ")$");
        }

        @Override
        public T read(JsonNode value) {
            return meaning.apply(value.textValue());
        }
    }

    /**
     * Distinct values in a list.
     *
     * @param items  what they are, in the plural
     * @param sorted whether their order means nothing; of whole numbers only
     */
    record ListOf<T>(FieldType<T> item, String items, boolean mayBeEmpty, boolean sorted)
            implements FieldType<List<T>> {

        /** In the order in which they are written. */
        static <T> ListOf<T> texts(Text<T> item, boolean mayBeEmpty) {
            return new ListOf<>(item, "texts", mayBeEmpty, false);
        }

        /** Possibly none, in ascending order. */
        static ListOf<Long> numbers(long low, long high) {
            return new ListOf<>(IntegerNumber.of(low, high), "numbers", true, true);
        }

        @Override
        public boolean accepts(JsonNode value) {
            return value.isArray() && (mayBeEmpty || !value.isEmpty())
                    && value.valueStream().filter(item::accepts).map(item::canonical).distinct().count()
                    == value.size();
        }

        @Override
        public String allowed() {
            return "a list of distinct " + items + ", each " + item.allowed();
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            Stream<JsonNode> values = value.valueStream().map(item::canonical);
            ArrayNode list = JsonNodeFactory.instance.arrayNode(value.size());
            (sorted ? values.sorted(Comparator.comparingLong(JsonNode::longValue)) : values).forEach(list::add);
            return list;
        }

        @Override
        public void describe(ObjectNode schema) {
            schema.put("type", "array").put("minItems", mayBeEmpty ? 0 : 1).put("uniqueItems", true);
            item.describe(schema.putObject("items"));
        }

        @Override
        public List<T> read(JsonNode value) {
            return value.valueStream().map(item::read).toList();
        }

        @Override
        public boolean isArray() {
            return true;
        }
    }

    /** A closed range of positive numbers, {@code [low, high]}. */
    record Range(FloatingNumber end) implements FieldType<Mamba2Config.Range> {
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
        public Mamba2Config.Range read(JsonNode value) {
            return new Mamba2Config.Range(value.get(0).doubleValue(), value.get(1).doubleValue());
        }

        @Override
        public boolean isArray() {
            return true;
        }
    }

    /** An object with fields of its own; where {@code mayBeList}, also a list of such objects. */
    record Nested(Section section, boolean mayBeList) implements FieldType<JsonNode> {
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

        /** The object as it is: each section reads its own. */
        @Override
        public JsonNode read(JsonNode value) {
            return value;
        }
    }
}
