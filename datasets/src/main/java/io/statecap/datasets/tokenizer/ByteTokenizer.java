package io.statecap.datasets.tokenizer;

import java.nio.charset.StandardCharsets;

/** Every byte of the text's UTF-8 is a token: 256 of them. */
public final class ByteTokenizer implements Tokenizer {

    private static final int VOCABULARY = 256;

    @Override
    public int[] encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes as they are: by way of text, what is no UTF-8 would change. */
    @Override
    public int[] encode(byte[] utf8) {
        int[] ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Byte.toUnsignedInt(utf8[i]);
        }
        return ids;
    }

    /** Bytes that are no UTF-8, such as a character cut in two, become U+FFFD. */
    @Override
    public String decode(int[] ids) {
        byte[] utf8 = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            utf8[i] = (byte) ids[i];
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public int vocabularySize() {
        return VOCABULARY;
    }

    @Override
    public String fingerprint() {
        return "bytes";
    }
}
