package io.statecap.datasets.passkey;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.passkey.PasskeyTask.PasskeyPrompt;
import io.statecap.datasets.tokenizer.ByteTokenizer;
import io.statecap.datasets.tokenizer.HuggingFaceJsonTokenizer;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.datasets.tokenizer.WordVocabulary;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasskeyTasksTest {

    private static final String BLOCK =
            "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again.\n";
    private static final Pattern LINE = Pattern.compile("The passkey is (\\d{5})\\. Remember it\\. \\1 is the passkey\\.\n");

    private final ByteTokenizer bytes = new ByteTokenizer();
    private final TextPasskey text = new TextPasskey(bytes);

    private static int[] tokens(PasskeyPrompt prompt) {
        int[] tokens = new int[(int) prompt.length()];
        prompt.read(0, tokens, 0, tokens.length);
        return tokens;
    }

    @ParameterizedTest
    @CsvSource({"300, 0", "1000, 0", "1000, 0.3", "1000, 1", "1001, 0.999", "5000, 0.5"})
    void theTextIsThePapers(long length, double depth) {
        PasskeyPrompt prompt = text.prompt(length, depth, 7);
        String said = bytes.decode(tokens(prompt));
        assertEquals(length, said.length());
        assertTrue(said.startsWith("There is an important info hidden inside a lot of irrelevant text. "
                + "Find it and memorize it.\n\n"));
        assertTrue(said.endsWith("\nWhat is the pass key? The passkey is"));
        Matcher line = LINE.matcher(said);
        assertTrue(line.find());
        int prefix = said.indexOf("\n\n") + 2;
        int suffix = said.length() - "\nWhat is the pass key? The passkey is".length();
        long blocks = (suffix - prefix) / BLOCK.length();
        assertEquals(prefix + (int) (depth * (blocks - 1)) * BLOCK.length(), line.start());
        assertEquals(prompt.sharedTokens(), line.start());
        assertEquals(prompt.distance(), suffix - line.end());
        String rest = said.substring(prefix, line.start()) + said.substring(line.end(), suffix);
        assertEquals(BLOCK.repeat(rest.length() / BLOCK.length() + 1).substring(0, rest.length()), rest);
        assertTrue(prompt.answer().test(bytes.encode(" " + line.group(1))));
        assertTrue(prompt.answer().test(new int[] {256, line.group(1).charAt(0), line.group(1).charAt(1),
            line.group(1).charAt(2), line.group(1).charAt(3), line.group(1).charAt(4)}));
        assertFalse(prompt.answer().test(bytes.encode(" 1234")));
    }

    @Test
    void samplesDifferInTheKeyAlone() {
        int[] one = tokens(text.prompt(2000, 0.5, 0));
        int[] two = tokens(text.prompt(2000, 0.5, 1));
        int shared = (int) text.prompt(2000, 0.5, 0).sharedTokens();
        assertArrayEquals(Arrays.copyOf(one, shared), Arrays.copyOf(two, shared));
        assertFalse(Arrays.equals(one, two));
        int[] longer = tokens(text.prompt(4000, 0.5, 0));
        assertArrayEquals(Arrays.copyOf(one, shared), Arrays.copyOf(longer, shared));
    }

    @Test
    void sharedTokensNeedNotBeRead() {
        int[] whole = tokens(text.prompt(600, 0.25, 3));
        PasskeyPrompt prompt = text.prompt(600, 0.25, 3);
        int shared = (int) prompt.sharedTokens();
        int[] rest = new int[whole.length - shared];
        prompt.read(shared, rest, 0, rest.length);
        assertArrayEquals(Arrays.copyOfRange(whole, shared, whole.length), rest);
        assertEquals(0, new RecallPasskey(new RecallSettings(9, 4, 0.5, 8)).prompt(600, 0.25, 3).sharedTokens());
    }

    @Test
    void bytesNeedSixTokensAndWordsFive() throws IOException {
        assertEquals(6, text.newTokens());
        try (Tokenizer words = HuggingFaceJsonTokenizer.of("words", WordVocabulary.json(List.of("passkey")))) {
            assertEquals(5, new TextPasskey(words).newTokens());
        }
    }

    @Test
    void tooShortContextsAreNamed() {
        var e = assertThrows(IllegalArgumentException.class, () -> text.prompt(100, 0.5, 0));
        assertEquals("the context length is 100, but must be at least 220, the tokens of the shortest passkey prompt",
                e.getMessage());
        text.prompt(220, 1, 0);
        e = assertThrows(IllegalArgumentException.class, () -> text.prompt(1000, 1.5, 0));
        assertEquals("depth is 1.5, but must be from 0 to 1", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> text.prompt(1000, Double.NaN, 0));
        RecallPasskey recall = new RecallPasskey(new RecallSettings(9, 4, 0.5, 8));
        assertThrows(IllegalArgumentException.class, () -> recall.prompt(7, 0.5, 0));
        assertThrows(IllegalArgumentException.class, () -> recall.prompt(2, 0.5, 0));
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "4, 1", "64, 0", "64, 0.5", "64, 1", "1000, 0.9"})
    void aRecallKeyOccursOnceBeforeItsQuestion(int length, double depth) {
        RecallPasskey task = new RecallPasskey(new RecallSettings(9, 4, 0.5, 8));
        for (int sample = 0; sample < 50; sample++) {
            PasskeyPrompt prompt = task.prompt(length, depth, sample);
            int[] tokens = tokens(prompt);
            assertEquals(length - 1, tokens.length);
            int key = tokens[tokens.length - 1];
            int facts = 0;
            int at = -1;
            for (int i = 0; i < tokens.length; i++) {
                assertTrue(i % 2 == 0 ? tokens[i] >= 0 && tokens[i] < 9 : tokens[i] >= 9 && tokens[i] < 13);
                if (i % 2 == 0 && i < tokens.length - 1 && tokens[i] == key) {
                    facts++;
                    at = i;
                }
            }
            assertEquals(1, facts);
            assertEquals(2 * (int) (depth * (length / 2 - 2)), at);
            assertEquals(tokens.length - 1 - (at + 2), prompt.distance());
            assertTrue(prompt.answer().test(new int[] {tokens[at + 1]}));
            assertFalse(prompt.answer().test(new int[] {tokens[at + 1] == 9 ? 10 : 9}));
        }
    }
}
