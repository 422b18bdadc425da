package io.statecap.datasets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Real text as bytes: tokens 0 … 255, and 256 after each document. A file is a document. Documents are kept whole,
 * exact copies and short ones dropped. Whether a document is held out follows from the hash of its content alone, so
 * neither the file's name, nor the order of reading, nor the other documents matter.
 *
 * <p>A sequence is endless: documents one after the other, in an order that (split, seed, index) gives
 * ({@link DocumentStream}). The text is read once, when the source is made, and shared by all streams and threads.
 */
public final class TextSource implements TokenSource {

    private static final double TWO_TO_MINUS_53 = 0x1.0p-53;

    private final TextStart start;
    private final Map<Split, TokenDocuments> documents;
    private final String fingerprint;

    private TextSource(TextStart start, Map<Split, TokenDocuments> documents, String fingerprint) {
        this.start = start;
        this.documents = documents;
        this.fingerprint = fingerprint;
    }

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException if a path does not exist, an archive has a name that leads out of it, there is
     *                                  more text than {@code maximumBytes}, or a split would have no document
     * @throws IOException              if a file cannot be read or an archive is damaged
     */
    public static TextSource read(TextSettings settings) throws IOException {
        Map<String, byte[]> byHash = new TreeMap<>();
        int files = TextReader.read(settings, content -> {
            if (content.length >= settings.minimumTokens()) {
                byHash.putIfAbsent(HexFormat.of().formatHex(sha256().digest(content)), content);
            }
        });
        List<byte[]> train = new ArrayList<>();
        List<byte[]> heldOut = new ArrayList<>();
        MessageDigest all = sha256();
        byHash.forEach((hash, content) -> {
            (isHeldOut(hash, settings.heldOutShare()) ? heldOut : train).add(content);
            all.update(hash.getBytes(StandardCharsets.US_ASCII));
        });
        checkFound(settings, files, train.size(), heldOut.size());
        return new TextSource(settings.start(),
                Map.of(Split.TRAIN, new ByteDocuments(train), Split.HELD_OUT, new ByteDocuments(heldOut)),
                HexFormat.of().formatHex(all.digest()));
    }

    @Override
    public int vocabularySize() {
        return ByteDocuments.SEPARATOR + 1;
    }

    @Override
    public TokenStream open(Split split, long seed, long index) {
        return new DocumentStream(documents.get(split), start, SplitMix64.ofStream(split, seed, index));
    }

    /** Number of documents of a split. */
    public int documents(Split split) {
        return documents.get(split).count();
    }

    /** Tokens of a split, separators included. */
    public long tokens(Split split) {
        return documents.get(split).start(documents(split));
    }

    /** SHA-256 over the documents kept, of both splits, in hexadecimal: equal for equal text. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The first 53 bits of the hash, as a number in [0, 1), against the share. */
    private static boolean isHeldOut(String hash, double share) {
        return (Long.parseUnsignedLong(hash.substring(0, 16), 16) >>> 11) * TWO_TO_MINUS_53 < share;
    }

    private static void checkFound(TextSettings settings, int files, int train, int heldOut) {
        if (files == 0) {
            throw new IllegalArgumentException("no file "
                    + (settings.extensions().isEmpty() ? "" : "ending in " + settings.extensions() + " ")
                    + "was found in " + settings.paths());
        }
        if (train + heldOut == 0) {
            throw new IllegalArgumentException("none of the " + files + " files in " + settings.paths()
                    + " has minimumTokens = " + settings.minimumTokens() + " bytes or more");
        }
        if (train == 0 || heldOut == 0) {
            throw new IllegalArgumentException("heldOutShare = " + settings.heldOutShare() + " leaves no "
                    + (train == 0 ? "training" : "held-out") + " document of the " + (train + heldOut) + " in "
                    + settings.paths() + ": more documents are needed, or another share");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
