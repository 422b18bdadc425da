package io.statecap.jobs.experiment.corpus;

import java.nio.ByteBuffer;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The first 128 bits of the SHA-256 of a document's content: its id, its place in the corpus, and whether it is held
 * out.
 *
 * @param high first 64 bits
 * @param low  next 64 bits
 */
public record ContentHash(long high, long low) implements Comparable<ContentHash> {

    private static final double TWO_TO_MINUS_53 = 0x1.0p-53;

    public static ContentHash of(byte[] content) {
        ByteBuffer digest = ByteBuffer.wrap(DigestUtils.sha256(content));
        return new ContentHash(digest.getLong(), digest.getLong());
    }

    /** Which of {@code count} equal ranges of hashes this one lies in. */
    public int bucket(int count) {
        return (int) ((high >>> 32) * count >>> 32);
    }

    /** Whether the document belongs to the held-out share: the first 53 bits, as a number in [0, 1), tell. */
    public boolean heldOut(double share) {
        return (high >>> 11) * TWO_TO_MINUS_53 < share;
    }

    /** Whether the document belongs to the share that is kept: as {@link #heldOut}, of the second half. */
    public boolean kept(double share) {
        return (low >>> 11) * TWO_TO_MINUS_53 < share;
    }

    /** The order of documents in a corpus. */
    @Override
    public int compareTo(ContentHash other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** 32 hexadecimal digits. */
    public String hex() {
        return String.format("%016x%016x", high, low);
    }
}
