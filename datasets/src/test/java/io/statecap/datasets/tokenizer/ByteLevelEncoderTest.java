package io.statecap.datasets.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The encoder against the library, on random text made to hit the rules' edges. {@code -Dstatecap.fuzzSeconds=N} goes
 * on for N seconds a tokenizer with seeds that have not been tried.
 */
class ByteLevelEncoderTest {

    private static final int CASES = 4000;

    /** What the rules treat in a special way, and what the JDK and the library may see differently. */
    private static final List<String> PARTS = List.of(
            " ", " ", "  ", "    ", "\n", "\n\n", "\t", "\r\n", "'", "''", "'s", "'S", "'t", "'re", "'r", "'ve",
            "'v", "'m", "'ll", "'l", "'d", " '", " 's", "a", "b", "hello", " hello", "He", "ll", "1", " 42", "3.14",
            "!", " --", "<|endoftext|>", "<|endof", "<|pad|>", "<|", "|>", "\u00a0", "\u0085", "\u2003", "\u2028",
            "\u3000", "\u1680", "\u180e", "\u200b", "\ufeff", "\u0000", "\u001c", "\u007f", "é", "e\u0301",
            "\u0301", "\u0316", "\u0344", "x\u030c", "ß", "ö", "世界", "か\u3099", "が", "\u1100\u1161", "각", "각\u11a8",
            "٣", "Ⅷ", "½", "²", "🌍", "𝟘", "𝒜", "👩\u200d👩", "\ud800", "\udc00", "\u0378", "\ud83b\udfff", "ᾳ",
            "\u212b", "\u2126", "\u0958", "\ufb1d", "“", "”", "—", "…", "’s", "-", "_", "0x1f", "\\", "{", "}",
            "()", ";", "<p>", "&amp;");

    @Test
    void gpt2() throws IOException {
        agrees("GPT-2", tokenizer(json -> { }));
    }

    /** Composes, and has runs of blanks that stand for themselves. */
    @Test
    void gptNeoX() throws IOException {
        agrees("GPT-NeoX", gptNeoXTokenizer());
    }

    /** Of all characters that this JDK knows: beside each class, and twice, the library cuts where the JDK does. */
    @Test
    void everyCharacterIsOfTheLibrarysClass() throws IOException {
        try (HuggingFaceJsonTokenizer tokenizer = tokenizer(json -> { })) {
            StringBuilder some = new StringBuilder();
            for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
                if (Character.getType(c) != Character.UNASSIGNED && Character.getType(c) != Character.SURROGATE
                        && Character.getType(c) != Character.PRIVATE_USE) {
                    some.append('a').appendCodePoint(c).append('1').appendCodePoint(c).append("?  ").appendCodePoint(c)
                            .append("  ");
                }
                if (some.length() > 4000) {
                    String text = some.toString();
                    assertArrayEquals(tokenizer.encodeByLibrary(text), tokenizer.encode(text), text);
                    some.setLength(0);
                }
            }
        }
    }

    @Test
    void wordsThatCameBeforeChangeNothing() throws IOException {
        try (HuggingFaceJsonTokenizer tokenizer = tokenizer(json -> { })) {
            SplittableRandom random = new SplittableRandom(1);
            String many = IntStream.range(0, 200_000).mapToObj(i -> Integer.toString(random.nextInt(1 << 20), 36))
                    .collect(Collectors.joining(" "));
            assertArrayEquals(tokenizer.encodeByLibrary(many), tokenizer.encode(many));
            String longWord = "hello".repeat(10_000);
            assertArrayEquals(tokenizer.encodeByLibrary(longWord), tokenizer.encode(longWord));
        }
    }

    @Test
    void threadsShareOne() throws IOException {
        try (HuggingFaceJsonTokenizer tokenizer = gptNeoXTokenizer()) {
            List<String> texts = IntStream.range(0, 64).mapToObj(seed -> text(new SplittableRandom(seed))).toList();
            List<int[]> ids = texts.parallelStream().map(tokenizer::encode).toList();
            for (int i = 0; i < texts.size(); i++) {
                assertArrayEquals(tokenizer.encodeByLibrary(texts.get(i)), ids.get(i), texts.get(i));
            }
        }
    }

    @Test
    void whatIsNotKnownIsLeftToTheLibrary() throws IOException {
        List<Consumer<ObjectNode>> unknown = List.of(
                json -> json.putObject("normalizer").put("type", "Lowercase"),
                json -> preTokenizer(json).put("add_prefix_space", true),
                json -> preTokenizer(json).put("use_regex", false),
                json -> json.putNull("pre_tokenizer"),
                json -> json.putObject("pre_tokenizer").put("type", "Whitespace"),
                json -> model(json).put("dropout", 0.5),
                json -> added(json, "<|pad|>").put("lstrip", true),
                json -> added(json, "<|pad|>").put("rstrip", true),
                json -> added(json, "<|pad|>").put("single_word", true),
                json -> added(json, "<＿pad＿>"));
        for (Consumer<ObjectNode> change : unknown) {
            try (HuggingFaceJsonTokenizer tokenizer = tokenizer(change)) {
                assertFalse(tokenizer.cutsItself(), () -> "change " + unknown.indexOf(change));
            }
        }
        try (HuggingFaceJsonTokenizer tokenizer = tokenizer(unknown.get(0))) {
            assertArrayEquals(tokenizer.encode("hello"), tokenizer.encode("HELLO"));
        }
    }

    private static void agrees(String name, HuggingFaceJsonTokenizer opened) {
        try (HuggingFaceJsonTokenizer tokenizer = opened) {
            assertTrue(tokenizer.cutsItself());
            Integer seconds = Integer.getInteger("statecap.fuzzSeconds");
            long end = seconds == null ? 0 : System.nanoTime() + seconds * 1_000_000_000L;
            int seed = 0;
            for (; seconds == null ? seed < CASES : System.nanoTime() < end; seed++) {
                String text = text(new SplittableRandom(seed));
                int[] expected = tokenizer.encodeByLibrary(text);
                if (!Arrays.equals(expected, tokenizer.encode(text))) {
                    // Written out, since much of it cannot be seen.
                    String escaped = text.chars().mapToObj(c -> String.format("%04x", c))
                            .collect(Collectors.joining(" "));
                    assertArrayEquals(expected, tokenizer.encode(text), "seed " + seed + ": " + escaped);
                }
            }
            if (seconds != null) {
                System.out.println(name + ": " + seed + " texts");
            }
        }
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(60);
        // Some texts have nothing but what the encoder treats itself.
        boolean ascii = random.nextInt(3) == 0;
        while (parts-- > 0) {
            String part;
            switch (random.nextInt(12)) {
                case 0 -> part = Character.toString(random.nextInt(0x80));
                case 1 -> part = Character.toString(random.nextInt(0x800));
                case 2 -> part = Character.toString(random.nextInt(random.nextBoolean() ? 0x10000 : 0x110000));
                default -> part = PARTS.get(random.nextInt(PARTS.size()));
            }
            if (!ascii || part.chars().allMatch(c -> c < 0x80)) {
                text.append(part.repeat(random.nextInt(20) == 0 ? random.nextInt(30) : 1));
            }
        }
        return text.toString();
    }

    private static HuggingFaceJsonTokenizer gptNeoXTokenizer() throws IOException {
        return tokenizer(json -> {
            json.putObject("normalizer").put("type", "NFC");
            json.putObject("post_processor").put("type", "ByteLevel").put("add_prefix_space", false)
                    .put("trim_offsets", true);
            added(json, "<|pad|>");
            for (int length = 24; length > 1; length--) {
                added(json, " ".repeat(length)).put("special", false).put("normalized", true);
            }
        });
    }

    private static ObjectNode preTokenizer(ObjectNode json) {
        return (ObjectNode) json.get("pre_tokenizer");
    }

    private static ObjectNode model(ObjectNode json) {
        return (ObjectNode) json.get("model");
    }

    private static ObjectNode added(ObjectNode json, String content) {
        int id = model(json).get("vocab").size() + json.get("added_tokens").size();
        return json.withArray("added_tokens").addObject().put("id", id).put("content", content).put("special", true)
                .put("single_word", false).put("lstrip", false).put("rstrip", false).put("normalized", false);
    }

    private static HuggingFaceJsonTokenizer tokenizer(Consumer<ObjectNode> change) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding").putNull("normalizer").putNull("post_processor");
        json.putNull("decoder").putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false)
                .put("trim_offsets", true).put("use_regex", true);
        ObjectNode model = json.putObject("model").put("type", "BPE").putNull("dropout").putNull("unk_token")
                .putNull("continuing_subword_prefix").putNull("end_of_word_suffix").put("fuse_unk", false)
                .put("byte_fallback", false);
        List<String> tokens = new ArrayList<>();
        int unseen = 256;
        for (int b = 0; b < 256; b++) {
            boolean seen = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            tokens.add(Character.toString(seen ? b : unseen++));
        }
        // Merges across what the pieces keep apart, which must stay unused.
        List<String> merges = List.of("h e", "l l", "he ll", "hell o", "Ġ hello", "Ġ Ġ", "ĠĠ ĠĠ", "ĠĠ Ġ", "o Ġ",
                "' s", "s '", "1 a", "! !", "Ċ Ċ", "Ã ©", "â Ģ", "4 2", "Ġ 42", "e Ì", "- -",
                "s a", "t a", "m a", "d a", "r e", "re a", "v e", "ve a", "ll a", "' v");
        merges.forEach(merge -> tokens.add(merge.replace(" ", "")));
        model.putObject("vocab");
        tokens.forEach(token -> ((ObjectNode) model.get("vocab")).put(token, tokens.indexOf(token)));
        merges.forEach(model.putArray("merges")::add);
        json.putArray("added_tokens");
        added(json, "<|endoftext|>");
        change.accept(json);
        return HuggingFaceJsonTokenizer.of("tokenizer.json", json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
