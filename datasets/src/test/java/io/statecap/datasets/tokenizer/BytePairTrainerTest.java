package io.statecap.datasets.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {

    /** Few letters, so that pairs overlap, tie and spell the same token in two ways. */
    private static Map<String, Long> pieces(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String letters = "aaab é.".substring(0, 2 + random.nextInt(6));
        Map<String, Long> pieces = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            StringBuilder piece = new StringBuilder();
            for (int length = 1 + random.nextInt(12); length > 0; length--) {
                piece.append(letters.charAt(random.nextInt(letters.length())));
            }
            pieces.put(piece.toString(), 1L + random.nextInt(5));
        }
        return pieces;
    }

    /** Counts every pair anew before each merge. */
    private static List<String> plainMerges(Map<String, Long> pieces, int size) {
        List<String> tokens = new ArrayList<>(List.of(BytePairTrainer.END_OF_TEXT));
        String alphabet = BytePairTrainer.alphabet();
        alphabet.chars().sorted().forEach(character -> tokens.add(Character.toString(character)));
        Map<List<String>, Long> words = new HashMap<>();
        pieces.forEach((piece, count) -> {
            List<String> symbols = new ArrayList<>();
            for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
                symbols.add(Character.toString(alphabet.charAt(Byte.toUnsignedInt(b))));
            }
            words.merge(symbols, count, Long::sum);
        });
        List<String> merges = new ArrayList<>();
        while (tokens.size() < size) {
            Map<String, Long> counts = new TreeMap<>();
            words.forEach((word, count) -> {
                for (int i = 0; i + 1 < word.size(); i++) {
                    counts.merge(word.get(i) + " " + word.get(i + 1), count, Long::sum);
                }
            });
            String best = null;
            for (String pair : counts.keySet()) {
                if (best == null || counts.get(pair) > counts.get(best)
                        || counts.get(pair).equals(counts.get(best)) && order(tokens, pair) < order(tokens, best)) {
                    best = pair;
                }
            }
            if (best == null || counts.get(best) < 2) {
                break;
            }
            merges.add(best);
            String[] both = best.split(" ");
            Map<List<String>, Long> merged = new HashMap<>();
            words.forEach((word, count) -> merged.merge(merged(word, both[0], both[1]), count, Long::sum));
            words.clear();
            words.putAll(merged);
            if (!tokens.contains(both[0] + both[1])) {
                tokens.add(both[0] + both[1]);
            }
        }
        return merges;
    }

    private static long order(List<String> tokens, String pair) {
        String[] both = pair.split(" ");
        return (long) tokens.indexOf(both[0]) << Integer.SIZE | tokens.indexOf(both[1]);
    }

    private static List<String> merged(List<String> word, String left, String right) {
        List<String> merged = new ArrayList<>();
        for (int i = 0; i < word.size(); i++) {
            boolean both = i + 1 < word.size() && word.get(i).equals(left) && word.get(i + 1).equals(right);
            merged.add(both ? left + right : word.get(i));
            i += both ? 1 : 0;
        }
        return merged;
    }

    private static List<String> merges(byte[] json) throws IOException {
        List<String> merges = new ArrayList<>();
        new ObjectMapper().readTree(json).at("/model/merges").forEach(merge -> merges.add(merge.textValue()));
        return merges;
    }

    @Test
    void mergesAreThoseOfCountingAnew() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            int size = 257 + seed % 60;
            assertEquals(plainMerges(pieces(seed), size),
                    merges(BytePairTrainer.train(pieces(seed), size)), "seed " + seed);
        }
    }

    @Test
    void theOrderOfThePiecesDoesNotMatter() {
        Map<String, Long> other = new TreeMap<>((a, b) -> b.compareTo(a));
        other.putAll(pieces(3));
        assertArrayEquals(BytePairTrainer.train(pieces(3), 300),
                BytePairTrainer.train(other, 300));
    }

    @Test
    void theLibraryReadsTheFileAndGivesTheSameIds() throws IOException {
        String text = "int main(void)\n{\n\treturn printf(\"Grüße: %d\\n\", 42);\n}\n\n/* it's the main thing */\n"
                .repeat(3);
        Map<String, Long> pieces = new HashMap<>();
        Pieces.ofGpt2(text, piece -> pieces.merge(piece, 1L, Long::sum));
        assertEquals(text.length(), pieces.entrySet().stream()
                .mapToLong(piece -> piece.getKey().length() * piece.getValue()).sum());
        byte[] json = BytePairTrainer.train(pieces, 290);

        try (HuggingFaceJsonTokenizer tokenizer = HuggingFaceJsonTokenizer.of("t", json)) {
            assertEquals(290, tokenizer.vocabularySize());
            assertTrue(tokenizer.cutsItself());
            String other = text + BytePairTrainer.END_OF_TEXT + " mainly 世界 \u0000\n\n\n";
            int[] ids = tokenizer.encode(other);
            assertArrayEquals(tokenizer.encodeByLibrary(other), ids);
            assertArrayEquals(new int[] {0}, tokenizer.encode(BytePairTrainer.END_OF_TEXT));
            assertEquals(other, tokenizer.decode(ids));
            assertArrayEquals(plainIds(json, " mainly"), tokenizer.encode(" mainly"));
            byte[] marked = ("\ufeff" + new String(json, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            try (HuggingFaceJsonTokenizer same = HuggingFaceJsonTokenizer.of("t", marked)) {
                assertEquals(tokenizer.fingerprint(), same.fingerprint());
                assertArrayEquals(ids, same.encode(other));
            }
        }
    }

    /** Applies the merges of a file to one piece, the earliest first. */
    private static int[] plainIds(byte[] json, String piece) throws IOException {
        List<String> symbols = new ArrayList<>();
        for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
            symbols.add(Character.toString(BytePairTrainer.alphabet().charAt(Byte.toUnsignedInt(b))));
        }
        for (String merge : merges(json)) {
            symbols = merged(symbols, merge.split(" ")[0], merge.split(" ")[1]);
        }
        JsonNode vocabulary = new ObjectMapper().readTree(json).at("/model/vocab");
        return symbols.stream().mapToInt(symbol -> vocabulary.get(symbol).intValue()).toArray();
    }

    @Test
    void smallTextsGiveFewerTokensAndNoneFewerThanBytes() throws IOException {
        assertEquals(List.of("a b"), merges(BytePairTrainer.train(Map.of("ab", 2L, "cd", 1L), 1000)));
        assertEquals(List.of(), merges(BytePairTrainer.train(Map.of("ab", 9L), 257)));
        assertThrows(IllegalArgumentException.class, () -> BytePairTrainer.train(Map.of(), 256));
    }
}
