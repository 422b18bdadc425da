package io.statecap.jobs.experiment.corpus;

import io.statecap.analysis.text.Count;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.commons.codec.digest.DigestUtils;

/** Counts over some documents; two of them {@linkplain #add add up} in any order to the same. */
public final class PartSummary implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
    private static final int BINS = Integer.SIZE;

    /** What was read and is not in the corpus. */
    public enum LeftOut {
        DUPLICATE("duplicate"),
        TOO_SHORT("short document"),
        /** A file or entry that has a NUL byte, by which git, too, tells what is no text. */
        BINARY("binary file"),
        /** A row or line whose text is null. */
        NULL_TEXT("null text");

        private final String noun;

        LeftOut(String noun) {
            this.noun = noun;
        }
    }

    private final long[] leftOut = new long[LeftOut.values().length];
    /** By split: to train on, held out. */
    private final long[] tokens = new long[2];
    /** Documents of 2^bin to 2^(bin + 1) − 1 tokens, by split. */
    private final long[][] lengths = new long[2][BINS];
    private BigInteger contentSum = BigInteger.ZERO;

    public void leaveOut(LeftOut why, long count) {
        leftOut[why.ordinal()] += count;
    }

    public long leftOut(LeftOut why) {
        return leftOut[why.ordinal()];
    }

    /** What was read and is not in the corpus, for people; empty if nothing. */
    public String leftOut() {
        return Arrays.stream(LeftOut.values()).filter(why -> leftOut(why) > 0)
                .map(why -> Count.of(leftOut(why), why.noun)).collect(Collectors.joining(", "));
    }

    /** @param length tokens, at least 1 */
    public void kept(ContentHash hash, boolean heldOut, int length) {
        int split = heldOut ? 1 : 0;
        tokens[split] += length;
        lengths[split][Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length)]++;
        // Hashed once more, since a sum of the hashes themselves could be steered.
        byte[] own = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES).put(HexFormat.of().parseHex(hash.hex()))
                .putInt(length).array();
        contentSum = contentSum.add(new BigInteger(1, DigestUtils.sha256(own))).mod(MODULUS);
    }

    public void add(PartSummary other) {
        Arrays.setAll(leftOut, i -> leftOut[i] + other.leftOut[i]);
        for (int split = 0; split < 2; split++) {
            tokens[split] += other.tokens[split];
            long[] own = lengths[split];
            long[] added = other.lengths[split];
            Arrays.setAll(own, bin -> own[bin] + added[bin]);
        }
        contentSum = contentSum.add(other.contentSum).mod(MODULUS);
    }

    public long documentsRead() {
        return documents(false) + documents(true) + leftOut(LeftOut.DUPLICATE) + leftOut(LeftOut.TOO_SHORT);
    }

    public long documents(boolean heldOut) {
        return LongStream.of(lengths[heldOut ? 1 : 0]).sum();
    }

    /** Separators not included. */
    long tokens(boolean heldOut) {
        return tokens[heldOut ? 1 : 0];
    }

    /** Documents of 2^bin to 2^(bin + 1) − 1 tokens. */
    long documentsOfLength(boolean heldOut, int bin) {
        return lengths[heldOut ? 1 : 0][bin];
    }

    /** One past the last bin that is not empty in either split. */
    int bins() {
        int bins = BINS;
        while (bins > 0 && lengths[0][bins - 1] + lengths[1][bins - 1] == 0) {
            bins--;
        }
        return bins;
    }

    /** Equal for equal sets of documents with equal numbers of tokens. */
    String content() {
        return DigestUtils.sha256Hex(contentSum.toByteArray());
    }
}
