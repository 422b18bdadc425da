package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.model.Mamba2Config;
import io.statecap.model.probe.Slice;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What values a field takes: to check them, to name them in messages, to write them into the JSON Schema and to read
 * them.
 *
 * @param <T>     a value in Java
 * @param allowed what may stand there, to end a sentence that began with "must be"
 * @param check   whether a value may stand there
 * @param form    the one form of an accepted value, so that 1 and 1.0 are the same
 * @param schema  adds the keywords of JSON Schema that say the same
 * @param meaning the Java value of an accepted one
 * @param isArray whether a single value is itself a JSON array, so that a grid list is an array of arrays
 * @param words   the values, where they are a few words
 * @param section the fields of an object; null for all else
 */
record FieldType<T>(String allowed, Predicate<JsonNode> check, UnaryOperator<JsonNode> form,
                    Consumer<ObjectNode> schema, Function<JsonNode, T> meaning, boolean isArray,
                    Collection<String> words, Section section) {

    /** Largest whole number that every JSON reader keeps exact. */
    static final long EXACT = (1L << 53) - 1;

    static final FieldType<Boolean> BOOLEAN = of("true or false", JsonNode::isBoolean, UnaryOperator.identity(),
            schema -> schema.put("type", "boolean"), JsonNode::booleanValue);

    static final FieldType<Double> SHARE = closed(0, 1);

    static final FieldType<Double> PROPER_SHARE = number("above 0 and below 1", value -> value > 0 && value < 1,
            "exclusiveMinimum", 0, "exclusiveMaximum", 1);

    static final FieldType<String> PATH = text("[\\s\\S]*\\S[\\s\\S]*", "the path of a file or folder");

    /** Of a checkpoint's or a corpus' content; empty where it is to be looked up. */
    static final FieldType<String> FINGERPRINT = text("([0-9a-f]{32})?", "32 hexadecimal digits, or \"\"");

    private static final String AGE_AT_MOST = "age<=";

    static final FieldType<String> SLICE =
            text("all|" + AGE_AT_MOST + "[1-9][0-9]{0,8}", "\"all\" or \"age<=K\" with K from 1");

    private static <T> FieldType<T> of(String allowed, Predicate<JsonNode> check, UnaryOperator<JsonNode> form,
                                       Consumer<ObjectNode> schema, Function<JsonNode, T> meaning) {
        return new FieldType<>(allowed, check, form, schema, meaning, false, List.of(), null);
    }

    /** Whether a value may stand here. */
    boolean accepts(JsonNode value) {
        return check.test(value);
    }

    /** The same values, read as something else. */
    <S> FieldType<S> as(Function<? super T, ? extends S> other) {
        return new FieldType<>(allowed, check, form, schema, value -> other.apply(meaning.apply(value)), isArray, words,
                section);
    }

    /** Whole numbers of a closed range; 8.0 and 2.5e6 are whole. */
    static FieldType<Long> integer(long low, long high) {
        return of("a whole number from " + low + " to " + high, value -> isWhole(value, low, high),
                value -> LongNode.valueOf(value.decimalValue().longValueExact()),
                schema -> schema.put("type", "integer").put("minimum", low).put("maximum", high), JsonNode::longValue);
    }

    static FieldType<Integer> integer(int low, int high) {
        return integer((long) low, (long) high).as(Math::toIntExact);
    }

    private static boolean isWhole(JsonNode value, long low, long high) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            return false;
        }
        BigDecimal number = value.decimalValue();
        return number.compareTo(BigDecimal.valueOf(low)) >= 0 && number.compareTo(BigDecimal.valueOf(high)) <= 0
                && number.remainder(BigDecimal.ONE).signum() == 0;
    }

    /** Odd numbers from 1. */
    static FieldType<Integer> odd(int high) {
        FieldType<Integer> any = integer(1, high);
        return of("an odd number from 1 to " + high, value -> any.accepts(value) && value.longValue() % 2 == 1,
                any.form, schema -> {
                    any.schema.accept(schema);
                    schema.putObject("not").put("multipleOf", 2);
                }, any.meaning);
    }

    /** From {@code low} to {@code high}, both included. */
    static FieldType<Double> closed(double low, double high) {
        return number("from " + CanonicalJson.number(low) + " to " + CanonicalJson.number(high),
                value -> value >= low && value <= high, "minimum", low, "maximum", high);
    }

    /** Above 0, and at most {@code high}. */
    static FieldType<Double> positive(double high) {
        return number("above 0 and at most " + CanonicalJson.number(high), value -> value > 0 && value <= high,
                "exclusiveMinimum", 0, "maximum", high);
    }

    private static FieldType<Double> number(String range, DoublePredicate within, String lowest, double low,
                                            String highest, double high) {
        return of("a number " + range, value -> value.isNumber() && within.test(value.doubleValue()),
                value -> DecimalNode.valueOf(decimal(value.doubleValue())),
                schema -> schema.put("type", "number").put(lowest, decimal(low)).put(highest, decimal(high)),
                JsonNode::doubleValue);
    }

    private static BigDecimal decimal(double value) {
        return new BigDecimal(CanonicalJson.number(value));
    }

    /** A closed range of positive numbers, {@code [low, high]}. */
    static FieldType<Mamba2Config.Range> range(double high) {
        FieldType<Double> end = positive(high);
        return new FieldType<>("a range [low, high] with 0 < low <= high <= " + CanonicalJson.number(high),
                value -> value.isArray() && value.size() == 2 && end.accepts(value.get(0)) && end.accepts(value.get(1))
                        && value.get(0).doubleValue() <= value.get(1).doubleValue(),
                value -> array(value.valueStream().map(end.form)),
                schema -> end.schema.accept(schema.put("type", "array").put("minItems", 2).put("maxItems", 2)
                        .putObject("items")),
                value -> new Mamba2Config.Range(value.get(0).doubleValue(), value.get(1).doubleValue()), true,
                List.of(), null);
    }

    /** One of a few words. */
    static FieldType<String> choice(Collection<String> words) {
        List<String> quoted = words.stream().map(word -> '"' + word + '"').toList();
        String allowed = quoted.size() == 1 ? quoted.get(0)
                : String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.get(quoted.size() - 1);
        return new FieldType<>(allowed, value -> value.isTextual() && words.contains(value.textValue()),
                UnaryOperator.identity(),
                schema -> words.forEach(schema.put("type", "string").putArray("enum")::add), JsonNode::textValue, false,
                words, null);
    }

    /** The names of constants, in small letters. */
    @SafeVarargs
    static <E extends Enum<E>> FieldType<E> choice(E... constants) {
        Map<String, E> meanings = Stream.of(constants)
                .collect(Collectors.toMap(one -> one.name().toLowerCase(Locale.ROOT), one -> one));
        return choice(Stream.of(constants).map(one -> one.name().toLowerCase(Locale.ROOT)).toList())
                .as(meanings::get);
    }

    /** Text of a pattern, which {@code allowed} puts in words. */
    static FieldType<String> text(String regex, String allowed) {
        Pattern pattern = Pattern.compile(regex);
        return of(allowed, value -> value.isTextual() && pattern.matcher(value.textValue()).matches(),
                UnaryOperator.identity(),
                schema -> schema.put("type", "string").put("pattern", "^(?:" + regex + ")$"), JsonNode::textValue);
    }

    /** The slice of a name that {@link #SLICE} accepts. */
    static Slice slice(String name) {
        return name.startsWith(AGE_AT_MOST)
                ? Slice.ageAtMost(Integer.parseInt(name.substring(AGE_AT_MOST.length()))) : Slice.ALL;
    }

    /** Distinct texts, in the order in which they are written. */
    static <T> FieldType<List<T>> texts(FieldType<T> item, boolean mayBeEmpty) {
        return list(item, "texts", mayBeEmpty, value -> array(value.valueStream()));
    }

    /** Distinct whole numbers, possibly none, in ascending order. */
    static FieldType<List<Long>> numbers(long low, long high) {
        FieldType<Long> item = integer(low, high);
        return list(item, "numbers", true, value -> array(value.valueStream().map(item.form)
                .sorted(Comparator.comparingLong(JsonNode::longValue))));
    }

    private static <T> FieldType<List<T>> list(FieldType<T> item, String items, boolean mayBeEmpty,
                                               UnaryOperator<JsonNode> form) {
        return new FieldType<>("a list of distinct " + items + ", each " + item.allowed,
                value -> value.isArray() && (mayBeEmpty || !value.isEmpty()) && value.valueStream()
                        .filter(item::accepts).map(item.form).distinct().count() == value.size(),
                form,
                schema -> item.schema.accept(schema.put("type", "array").put("minItems", mayBeEmpty ? 0 : 1)
                        .put("uniqueItems", true).putObject("items")),
                value -> value.valueStream().map(item.meaning).toList(), true, List.of(), null);
    }

    private static JsonNode array(Stream<JsonNode> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    /** An object with fields of its own, which its section reads. */
    static FieldType<JsonNode> object(Section section) {
        return new FieldType<>("an object", JsonNode::isObject, UnaryOperator.identity(),
                schema -> ConfigSchema.describe(section, schema), Function.identity(), false, List.of(), section);
    }

    /** Such an object or a list of them. */
    static FieldType<JsonNode> objects(Section section) {
        return new FieldType<>("an object, or a list of objects", value -> value.isObject() || isListOfObjects(value),
                UnaryOperator.identity(),
                schema -> {
                    ArrayNode choices = schema.putArray("anyOf");
                    ConfigSchema.describe(section, choices.addObject());
                    ConfigSchema.describe(section,
                            choices.addObject().put("type", "array").put("minItems", 1).putObject("items"));
                }, Function.identity(), false, List.of(), section);
    }

    static boolean isListOfObjects(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.valueStream().allMatch(JsonNode::isObject);
    }
}
