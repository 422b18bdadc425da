package io.statecap.datasets.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {

    private static final String TEXT = "Grüße, 世界! 🌍\n\tend";

    @TempDir
    Path dir;

    @Test
    void bytesKeepEveryText() {
        Tokenizer bytes = new ByteTokenizer();
        assertArrayEquals(new int[] {'a', 0xc3, 0xbc}, bytes.encode("aü"));
        assertEquals(TEXT, bytes.decode(bytes.encode(TEXT)));
        assertEquals("a\ufffd", bytes.decode(new int[] {'a', 0xc3}));
        assertEquals(256, bytes.vocabularySize());
        assertArrayEquals(new int[] {0xff, 'a'}, bytes.encode(new byte[] {-1, 'a'}));
    }

    @Test
    void wordsAreThoseOfAVocabulary() throws IOException {
        try (Tokenizer words = words("a", "b", ",", ";"); Tokenizer other = words("b", "a", ",", ";")) {
            assertArrayEquals(new int[] {2, 0, 3, 1, 3, 3, 0}, words.encode(" b\n世界,a ,, a1"));
            assertEquals("b <unk> , a", words.decode(new int[] {2, 0, 3, 1}));
            assertEquals(5, words.vocabularySize());
            assertNotEquals(words.fingerprint(), other.fingerprint());
        }
        try (Tokenizer none = words()) {
            assertArrayEquals(new int[] {0, 0}, none.encode("no word"));
        }
    }

    private static Tokenizer words(String... words) throws IOException {
        return HuggingFaceJsonTokenizer.of("words", WordVocabulary.json(List.of(words)));
    }

    @Test
    void aTokenizerJsonIsUsedAsItsLibraryDoes() throws IOException {
        Path file = Files.writeString(dir.resolve("tokenizer.json"), byteLevelBpe().toString());
        try (Tokenizer bpe = HuggingFaceJsonTokenizer.open(file)) {
            // The merges are he, ll, hell; ids 256, 257, 258.
            assertArrayEquals(new int[] {258, symbol('o')}, bpe.encode("hello"));
            assertEquals(TEXT, bpe.decode(bpe.encode(TEXT)));
            // Left as it is given: no special tokens around it, no end at 512 tokens.
            assertArrayEquals(new int[0], bpe.encode(""));
            int[] thousand = bpe.encode("o".repeat(1000));
            assertArrayEquals(IntStream.generate(() -> symbol('o')).limit(1000).toArray(), thousand);
            assertArrayEquals(new int[] {259}, bpe.encode("<|endoftext|>"));
            assertEquals("hell<|endoftext|>", bpe.decode(new int[] {258, 259}));
            assertEquals(260, bpe.vocabularySize());
            assertTrue(bpe.fingerprint().matches("tokenizer\\.json:[0-9a-f]{64}"), bpe.fingerprint());
        }
    }

    @Test
    void whatIsNoTokenizerIsRefusedByName() throws IOException {
        refused(dir.resolve("missing.json"), "does not exist");
        refused(dir, "is not a file");
        refused(Files.writeString(dir.resolve("a.json"), "{"), "not valid JSON");
        refused(Files.writeString(dir.resolve("b.json"), "{}"), "no model.vocab");
        refused(Files.writeString(dir.resolve("c.json"), "{\"model\":{\"vocab\":{\"a\":-1}}}"), "the id -1");
        refused(Files.writeString(dir.resolve("d.json"), "{\"model\":{\"vocab\":{\"a\":0}}}"),
                "is not a tokenizer that can be used");
    }

    @Test
    void anAddedTokenWhoseIdIsNotTheOneInUseIsRefused() throws IOException {
        ObjectNode json = byteLevelBpe();
        ((ObjectNode) json.path("added_tokens").get(0)).put("id", 300);
        refused(Files.writeString(dir.resolve("a.json"), json.toString()),
                "gives '<|endoftext|>' the id 300; only [259] is allowed");
    }

    private static void refused(Path file, String part) {
        var e = assertThrows(IOException.class, () -> HuggingFaceJsonTokenizer.open(file).close());
        assertTrue(e.getMessage().startsWith(file.toString()) && e.getMessage().contains(part), e.getMessage());
    }

    /** A byte-level BPE as that of GPT-NeoX, with three merges. */
    private static ObjectNode byteLevelBpe() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("version", "1.0");
        json.putNull("truncation").putNull("padding").putNull("normalizer").putNull("post_processor");
        ObjectNode added = json.putArray("added_tokens").addObject();
        added.put("id", 259).put("content", "<|endoftext|>").put("special", true).put("single_word", false)
                .put("lstrip", false).put("rstrip", false).put("normalized", false);
        for (String part : List.of("pre_tokenizer", "decoder")) {
            json.putObject(part).put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true)
                    .put("use_regex", true);
        }
        ObjectNode model = json.putObject("model");
        model.put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        String symbols = symbols();
        IntStream.range(0, 256).forEach(i -> vocabulary.put(symbols.substring(i, i + 1), i));
        vocabulary.put("he", 256).put("ll", 257).put("hell", 258);
        model.putArray("merges").add("h e").add("l l").add("he ll");
        return json;
    }

    private static int symbol(char c) {
        return symbols().indexOf(c);
    }

    /** The characters that stand for the 256 bytes: printable ones for themselves, the others from U+0100 on. */
    private static String symbols() {
        int[] symbols = new int[256];
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            symbols[b] = printable ? b : next++;
        }
        int[] sorted = symbols.clone();
        Arrays.sort(sorted);
        return new String(sorted, 0, sorted.length);
    }
}
