package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake at a time, and the one sentence that it gets. */
class BadConfigTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void eachMistakeIsOneSentence(String sentence, List<String> pathsAndValues) {
        assertEquals(List.of("c.json: " + sentence),
                Configs.problems(Configs.with(pathsAndValues.toArray(String[]::new))));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                // Further probes and initial states.
                bad("$.probe.kinds is [\"passkeys\"], but must be a list of distinct texts, each \"newlines\","
                        + " \"recall\", \"passkey\", \"states\" or \"gates\".", "probe.kinds", "[\"passkeys\"]"),
                bad("$.probe.kinds[0] is \"passkey\", but must be another probe, since data of kind newlines has"
                        + " nothing to recall.", "data", "{\"kind\": \"newlines\"}", "probe.kinds", "[\"passkey\"]"),
                bad("$.probe.atSteps[1] is 26, but must be at most the number of steps, 25, together with"
                        + " $.training.tokens and $.training.batchTokens.", "probe.atSteps", "[20, 26]"),
                bad("$.probe.atSteps is [0], but must be a list of distinct numbers, each a whole number from 1 to"
                        + " 9007199254740991.", "probe.atSteps", "[0]"),
                bad("$.probe.mitigations is [], but must be a list of distinct texts, each none,"
                        + " forget[:decay=D,input=I], normalise:limit=P or window:tokens=R.", "probe.mitigations",
                        "[]"),
                bad("$.training.initialState is \"random\", but must be \"zero\", \"carried\", \"passed\", \"noise\""
                        + " or \"fitted\", or a list of such values.", "training.initialState", "\"random\""),
                // Checkpoints.
                bad("$.training.tokens is 0, but must be 1 or more, or $.model.checkpoint must name the checkpoint to"
                        + " probe.", "training.tokens", "0"),
                bad("$.training.tokens[1] is 0, but must be 1 or more, or $.model[0].checkpoint must name the"
                        + " checkpoint to probe.", "training.tokens", "[4096, 0]", "model",
                        "[{\"dModel\": 32, \"layers\": 1, \"dState\": 4},"
                                + " {\"dModel\": 32, \"layers\": 1, \"dState\": 4, \"checkpoint\": \"m\"}]"),
                bad("$.training.seed lists 0 more than once, but its values must differ.",
                        "training.seed", "[0, 1, 0]"),
                bad("$.training.seed lists 1 more than once (also as 1.0), but its values must differ.",
                        "training.seed", "[1, 1.0]"),
                bad("$.training.learningRate lists 0.01 more than once, but its values must differ.",
                        "training.learningRate", "[0.01, 1E-2]"),
                bad("$.training.length lists 64 more than once, but its values must differ.",
                        "training.length", "[64, 32, 64]"),
                bad("$.training.seed[1] is 1, but must be left out where nothing is trained: all seeds give the same"
                        + " trial.", "training.tokens", "0", "model.checkpoint", "\"m\"", "training.seed", "[0, 1]"),
                bad("$.model.checkpoint is [\"a\",\"b\"], but must be a single value; several checkpoints are a list of"
                        + " models.", "model.checkpoint", "[\"a\", \"b\"]"),
                bad("$.model.weights is \"0123456789abcdef0123456789abcdef\", but must be left out where"
                        + " $.model.checkpoint is.", "model.weights", "\"0123456789abcdef0123456789abcdef\""),
                bad("$.model.weights is \"1\", but must be 32 hexadecimal digits, or \"\", or a list of such values.",
                        "model.checkpoint", "\"m\"", "model.weights", "\"1\""),
                bad("$.probe.atSteps[0] is 1, but must be at most the number of steps, 0, together with"
                        + " $.training.tokens and $.training.batchTokens.", "model.checkpoint", "\"m\"",
                        "training.tokens", "0", "probe.atSteps", "[1]"),
                bad("$.probe.longestContext is 256, but must be at least 512 for passkeys in text.", "data",
                        "{\"kind\": \"tokens\", \"path\": \"x\", \"vocabulary\": 300}", "probe.kinds",
                        "[\"passkey\"]", "probe.longestContext", "256"),
                bad("$.probe.prompts is [\"poems\"], but must be a list of distinct texts, each \"heldout\","
                        + " \"newlines\", \"random\" or \"repeated\".", "probe.prompts", "[\"poems\"]"),
                // Required fields and types.
                bad("$.name is missing, but must be 1 to 100 letters, digits, dots, dashes and underscores, the first"
                        + " a letter or digit.", "name", null),
                bad("$.name is \"../x\", but must be 1 to 100 letters, digits, dots, dashes and underscores, the"
                        + " first a letter or digit.", "name", "\"../x\""),
                bad("$.model.dModel is missing, but must be a whole number from 1 to 65536.", "model.dModel", null),
                bad("$.data.kind is missing, but must be \"recall\", \"newlines\", \"text\" or \"tokens\".",
                        "data.kind", null),
                bad("$.model.dModel is \"32\", but must be a whole number from 1 to 65536, or a list of such values.",
                        "model.dModel", "\"32\""),
                bad("$.model.dModel is 32.5, but must be a whole number from 1 to 65536, or a list of such values.",
                        "model.dModel", "32.5"),
                bad("$.model.dModel is null, but must be a whole number from 1 to 65536, or a list of such values.",
                        "model.dModel", "null"),
                bad("$.model.dModel is {}, but must be a whole number from 1 to 65536, or a list of such values.",
                        "model.dModel", "{}"),
                bad("$.model.tied is 1, but must be true or false, or a list of such values.", "model.tied", "1"),
                bad("$.model.dState is an empty list, but must hold at least one value, each a whole number from 1 to"
                        + " 65536.", "model.dState", "[]"),
                bad("$.model.dState[1] is [8], but must be a whole number from 1 to 65536.",
                        "model.dState", "[8, [8]]"),
                bad("$.probe.length is [1024], but must be a whole number from 2 to 1099511627776.",
                        "probe.length", "[1024]"),
                bad("$.execution.keepModels is \"yes\", but must be true or false.", "execution.keepModels", "\"yes\""),
                // Names.
                bad("$.model.headdim is 16, but there is no such field (did you mean \"headDim\"?); allowed here:"
                        + " dModel, layers, dState, headDim, expand, dConv, groups, tied, initA, initDt, checkpoint,"
                        + " weights.",
                        "model.headdim", "16"),
                bad("$.model.learningRate is 0.1, but there is no such field;"
                        + " allowed here: dModel, layers, dState, headDim, expand, dConv, groups, tied, initA,"
                        + " initDt, checkpoint, weights.", "model.learningRate", "0.1"),
                bad("$.model.zzzzzzzz is 1, but there is no such field; allowed here: dModel, layers, dState, headDim,"
                        + " expand, dConv, groups, tied, initA, initDt, checkpoint, weights.", "model.zzzzzzzz", "1"),
                bad("$.data.path is \"x\", but a field of that name belongs to kind text or tokens, not recall;"
                        + " allowed here: kind, keys, values, newRate, maxAge.", "data.path", "\"x\""),
                bad("$.probe.buckets.width is 8, but a field of that name belongs to kind linear, not geometric;"
                        + " allowed here: kind, perOctave.", "probe.buckets.width", "8"),
                bad("$.data.kind is \"recal\", but must be \"recall\", \"newlines\", \"text\" or \"tokens\", or a list"
                        + " of such values (did you mean \"recall\"?).", "data.kind", "\"recal\""),
                bad("$.training.schedule is \"cosine\", but must be \"wsd\" or \"constant\", or a list of such"
                        + " values.", "training.schedule", "\"cosine\""),
                bad("$.search is \"gird\", but must be \"grid\" or \"bisect\" (did you mean \"grid\"?).",
                        "search", "\"gird\""),
                bad("$.criterion.kind is \"ratio\", but must be \"fresh\", \"reference\", \"excess\" or \"paper\".",
                        "criterion.kind", "\"ratio\""),
                // Ranges.
                bad("$.training.length is 0, but must be a whole number from 1 to 16777216, or a list of such values.",
                        "training.length", "0"),
                bad("$.training.length[1] is 0, but must be a whole number from 1 to 16777216.",
                        "training.length", "[64, 0]"),
                bad("$.training.tokens is 1.0E16, but must be a whole number from 0 to 9007199254740991, or a list of"
                        + " such values.", "training.tokens", "1e16"),
                bad("$.training.learningRate is 0, but must be a number above 0 and at most 1000000, or a list of such"
                        + " values.", "training.learningRate", "0"),
                bad("$.training.warmup is -0.1, but must be a number from 0 to 1, or a list of such values.",
                        "training.warmup", "-0.1"),
                bad("$.training.seed is -1, but must be a whole number from 0 to 9007199254740991, or a list of such"
                        + " values.", "training.seed", "-1"),
                bad("$.data.newRate is 1, but must be a number above 0 and below 1, or a list of such values.",
                        "data.newRate", "1"),
                bad("$.model.initA is [16,1], but must be a range [low, high] with 0 < low <= high <= 1000000, or a"
                        + " list of such values.", "model.initA", "[16, 1]"),
                bad("$.model.initDt is [0,0.1], but must be a range [low, high] with 0 < low <= high <= 1000, or a"
                        + " list of such values.", "model.initDt", "[0, 0.1]"),
                bad("$.model.initDt is 0.1, but must be a range [low, high] with 0 < low <= high <= 1000, or a"
                        + " list of such values.", "model.initDt", "0.1"),
                bad("$.model.initA[1] is [3], but must be a range [low, high] with 0 < low <= high <= 1000000.",
                        "model.initA", "[[1, 16], [3]]"),
                bad("$.criterion.smoothing is 2, but must be an odd number from 1 to 4095.",
                        "criterion.smoothing", "2"),
                bad("$.criterion.limit is 0, but must be a number above 0 and at most 1000000.",
                        "criterion.limit", "0"),
                bad("$.criterion.slice is \"age<8\", but must be \"all\" or \"age<=K\" with K from 1.",
                        "criterion.slice", "\"age<8\""),
                bad("$.probe.slices is [\"all\",\"all\"], but must be a list of distinct texts, each \"all\" or"
                        + " \"age<=K\" with K from 1.", "probe.slices", "[\"all\", \"all\"]"),
                bad("$.probe.slices is [], but must be a list of distinct texts, each \"all\" or \"age<=K\" with K"
                        + " from 1.", "probe.slices", "[]"),
                bad("$.execution.threads is 0, but must be a whole number from 1 to 1024.", "execution.threads", "0"),
                bad("$.data.path is \" \", but must be the path of a file or folder, or a list of such values.",
                        "data", "{\"kind\": \"text\", \"path\": \" \"}"),
                bad("$.data.extensions is [\"java\"], but must be a list of distinct texts, each the ending of a file"
                        + " name such as \".java\", or a list of such values.",
                        "data", "{\"kind\": \"text\", \"path\": \"x\", \"extensions\": [\"java\"]}"),
                bad("$.data.vocabulary is missing, but must be a whole number from 1 to 16777216.",
                        "data", "{\"kind\": \"tokens\", \"path\": \"x\"}"),
                // Combinations.
                bad("$.model.headDim is 24, but must divide dInner = expand * dModel = 64 (expand 2, dModel 32).",
                        "model.headDim", "24"),
                bad("$.model.headDim is 64 (the default), but must divide dInner = expand * dModel = 96 (expand 3,"
                        + " dModel 32).", "model.expand", "[2, 3]"),
                bad("$.model[1].headDim is 24, but must divide dInner = expand * dModel = 64 (expand 2, dModel 32).",
                        "model", "[{\"dModel\": 32, \"layers\": 1, \"dState\": 4},"
                                + " {\"dModel\": 32, \"layers\": 1, \"dState\": 4, \"headDim\": 24}]"),
                bad("$.model.groups[1] is 3, but must divide the number of heads, dInner / headDim = 64 / 16 = 4"
                        + " (expand 2, dModel 32).", "model.headDim", "16", "model.groups", "[2, 3]"),
                bad("$.training.batchTokens is 4096 (the default), but must be a multiple of the training length 100"
                        + " at $.training.length[1].", "training.length", "[64, 100]"),
                bad("$.training.warmup is 0.05 (the default), but must be at most 1 together with $.training.decay,"
                        + " which is 0.99.", "training.decay", "0.99"),
                bad("$.training.length is 2, but must be at least 4 for data of kind recall, or no key is ever used"
                        + " again.", "training.length", "2"),
                bad("$.probe.length is 64, but must be greater than the training length 64 at $.training.length.",
                        "probe.length", "64"),
                bad("$.probe.length is 16384 (the default), but must be greater than the training length 32768 at"
                        + " $.training.length.", "training.length", "32768", "training.batchTokens", "32768"),
                bad("$.probe.buckets.width is 48, but must divide the training length 64 at $.training.length, so that"
                        + " a bucket ends there.", "probe.buckets", "{\"kind\": \"linear\", \"width\": 48}"),
                bad("$.probe.buckets.width is 1, but must be at least 2, so that the probe has at most 1000000"
                        + " buckets.", "probe.buckets", "{\"kind\": \"linear\", \"width\": 1}",
                        "probe.length", "2000000"),
                bad("$.criterion.slice is \"age<=4\", but must be one of the probe's slices, which are all, age<=8, at"
                        + " $.probe.slices.", "probe.slices", "[\"all\", \"age<=8\"]",
                        "criterion.slice", "\"age<=4\""),
                bad("$.probe.slices[1] is \"age<=8\", but must be \"all\", since data of kind newlines has no ages;"
                        + " only recall has.", "data", "{\"kind\": \"newlines\"}",
                        "probe.slices", "[\"all\", \"age<=8\"]"),
                bad("$.criterion.slice is \"age<=8\", but must be one of the probe's slices, which are all, at"
                        + " $.probe.slices.", "data", "{\"kind\": \"newlines\"}", "criterion.slice", "\"age<=8\""),
                bad("$.data.token is 10 (the default), but must be below the vocabulary of 8 at $.data.vocabulary.",
                        "data", "{\"kind\": \"newlines\", \"vocabulary\": 8}"),
                bad("$ spans a grid of 1000000 trials, but must have at most 100000.",
                        "training.seed", zeroTo(999), "model.layers", oneTo(1000)));
    }

    private static Arguments bad(String sentence, String... pathsAndValues) {
        return Arguments.of(sentence, java.util.Arrays.asList(pathsAndValues));
    }

    private static String zeroTo(int last) {
        return java.util.stream.IntStream.rangeClosed(0, last).boxed().toList().toString();
    }

    private static String oneTo(int last) {
        return java.util.stream.IntStream.rangeClosed(1, last).boxed().toList().toString();
    }
}
