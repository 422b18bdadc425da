package io.statecap.jobs.experiment.corpus;

import java.io.Serializable;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The first 128 bits of the SHA-256 of a document's content: its id, its place in the corpus, and whether it is held
 * out.
 *
 * @param hex 32 hexadecimal digits, whose order is that of documents in a corpus
 */
public record ContentHash(String hex) implements Comparable<ContentHash>, Serializable {

    private static final int DIGITS = 32;
    private static final double TWO_TO_MINUS_53 = 0x1.0p-53;

    public static ContentHash of(byte[] content) {
        return new ContentHash(DigestUtils.sha256Hex(content).substring(0, DIGITS));
    }

    /** Which of {@code count} equal ranges of hashes this one lies in. */
    public int bucket(int count) {
        return (int) ((half(0) >>> 32) * count >>> 32);
    }

    /** Whether the document belongs to the held-out share: the first 53 bits, as a number in [0, 1), tell. */
    public boolean heldOut(double share) {
        return (half(0) >>> 11) * TWO_TO_MINUS_53 < share;
    }

    /** Whether the document belongs to the share that is kept: as {@link #heldOut}, of the second half. */
    public boolean kept(double share) {
        return (half(DIGITS / 2) >>> 11) * TWO_TO_MINUS_53 < share;
    }

    private long half(int from) {
        return Long.parseUnsignedLong(hex, from, from + DIGITS / 2, 16);
    }

    @Override
    public int compareTo(ContentHash other) {
        return hex.compareTo(other.hex);
    }
}
