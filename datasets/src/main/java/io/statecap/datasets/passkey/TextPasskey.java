package io.statecap.datasets.passkey;

import io.statecap.datasets.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The passkey of arXiv 2410.07145, with the texts and the scoring of its authors' code: a five-digit number in one line
 * of a text that repeats a few sentences. Each part is tokenized by itself. Of the blocks that fit, the one at
 * {@code int(depth · (blocks − 1))} is replaced by the key's line; the code leaves the prompt a little shorter than
 * asked for, here the start of one more block before the question fills it up, so that its length is exact.
 */
public final class TextPasskey implements PasskeyTask {

    private static final String PREFIX =
            "There is an important info hidden inside a lot of irrelevant text. Find it and memorize it.\n\n";
    private static final String BLOCK =
            "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again.\n";
    private static final String KEY_LINE = "The passkey is %1$s. Remember it. %1$s is the passkey.\n";
    private static final String SUFFIX = "\nWhat is the pass key? The passkey is";
    private static final int KEYS = 100_000;
    /** Tokens that the authors generate. */
    private static final int NEW_TOKENS = 5;

    private final Tokenizer tokenizer;
    private final int[] prefix;
    private final int[] block;
    private final int[] suffix;
    private final int newTokens;

    /** @param tokenizer open as long as this is used */
    public TextPasskey(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        prefix = tokenizer.encode(PREFIX);
        block = tokenizer.encode(BLOCK);
        suffix = tokenizer.encode(SUFFIX);
        // Bytes need six for a space and five digits.
        newTokens = Math.max(NEW_TOKENS, tokenizer.encode(" 00000").length);
    }

    @Override
    public int newTokens() {
        return newTokens;
    }

    @Override
    public int vocabularySize() {
        return tokenizer.vocabularySize();
    }

    @Override
    public PasskeyPrompt prompt(long contextLength, double depth, long sample) {
        PasskeyTask.checkDepth(depth);
        String key = String.format(Locale.ROOT, "%05d", PasskeyTask.random(sample).nextInt(KEYS));
        int[] line = tokenizer.encode(String.format(Locale.ROOT, KEY_LINE, key));
        int shortest = prefix.length + Math.max(block.length, line.length) + suffix.length;
        if (contextLength < shortest) {
            throw new IllegalArgumentException("the context length is " + contextLength + ", but must be at least "
                    + shortest + ", the tokens of the shortest passkey prompt");
        }
        long blocks = (contextLength - prefix.length - suffix.length) / Math.max(block.length, line.length);
        long keyStart = prefix.length + (long) (depth * (blocks - 1)) * block.length;
        return new PasskeyPrompt(contextLength, keyStart, contextLength - suffix.length - keyStart - line.length,
                at -> token(at, contextLength, keyStart, line), generated -> says(generated, key));
    }

    /** The token at a position of a prompt whose key's line begins at {@code keyStart}. */
    private int token(long at, long length, long keyStart, int[] line) {
        if (at < prefix.length) {
            return prefix[(int) at];
        }
        if (at >= length - suffix.length) {
            return suffix[(int) (at - length + suffix.length)];
        }
        if (at < keyStart) {
            return block[(int) ((at - prefix.length) % block.length)];
        }
        long afterKey = at - keyStart - line.length;
        return afterKey < 0 ? line[(int) (at - keyStart)] : block[(int) (afterKey % block.length)];
    }

    private boolean says(int[] generated, String key) {
        // A padded vocabulary has ids without a token.
        int[] known = Arrays.stream(generated).filter(id -> id < tokenizer.vocabularySize()).toArray();
        return tokenizer.decode(known).contains(key);
    }
}
