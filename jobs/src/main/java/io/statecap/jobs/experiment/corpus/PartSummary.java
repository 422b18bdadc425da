package io.statecap.jobs.experiment.corpus;

import io.statecap.analysis.text.Count;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/** Counts over some documents; two of them {@linkplain #add add up} in any order to the same. */
public final class PartSummary implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
    private static final int BINS = Integer.SIZE;

    private long read;
    private long duplicates;
    private long tooShort;
    private long binary;
    private long withoutText;
    private final long[] documents = new long[2];
    private final long[] tokens = new long[2];
    /** Documents of 2^bin to 2^(bin + 1) − 1 tokens, by split. */
    private final long[][] lengths = new long[2][BINS];
    private BigInteger contentSum = BigInteger.ZERO;

    public void duplicate() {
        read++;
        duplicates++;
    }

    public void tooShort() {
        read++;
        tooShort++;
    }

    /** A file or entry that has a NUL byte, by which git, too, tells what is no text. */
    void binary() {
        binary++;
    }

    /** A row or line whose text is null. */
    void nullText() {
        withoutText++;
    }

    /** What the readers of the input passed over. */
    public void passedOver(long binaries, long withoutTexts) {
        binary += binaries;
        withoutText += withoutTexts;
    }

    /** @param length tokens, at least 1 */
    public void kept(ContentHash hash, boolean heldOut, int length) {
        int split = heldOut ? 1 : 0;
        read++;
        documents[split]++;
        tokens[split] += length;
        lengths[split][Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length)]++;
        // Hashed once more, since a sum of the hashes themselves could be steered.
        byte[] own = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES).putLong(hash.high()).putLong(hash.low())
                .putInt(length).array();
        contentSum = contentSum.add(new BigInteger(1, DigestUtils.sha256(own))).mod(MODULUS);
    }

    public void add(PartSummary other) {
        read += other.read;
        duplicates += other.duplicates;
        tooShort += other.tooShort;
        binary += other.binary;
        withoutText += other.withoutText;
        for (int split = 0; split < 2; split++) {
            documents[split] += other.documents[split];
            tokens[split] += other.tokens[split];
            for (int bin = 0; bin < BINS; bin++) {
                lengths[split][bin] += other.lengths[split][bin];
            }
        }
        contentSum = contentSum.add(other.contentSum).mod(MODULUS);
    }

    public long documentsRead() {
        return read;
    }

    long duplicatesDropped() {
        return duplicates;
    }

    long tooShortDropped() {
        return tooShort;
    }

    /** Files left out since they have a NUL byte. */
    public long binariesDropped() {
        return binary;
    }

    /** Lines and rows whose text is null. */
    public long withoutText() {
        return withoutText;
    }

    /** What was read and is not in the corpus, for people; empty if nothing. */
    public String leftOut() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("duplicate", duplicates);
        counts.put("short document", tooShort);
        counts.put("binary file", binary);
        counts.put("null text", withoutText);
        return counts.entrySet().stream().filter(count -> count.getValue() > 0)
                .map(count -> Count.of(count.getValue(), count.getKey())).collect(Collectors.joining(", "));
    }

    public long documents(boolean heldOut) {
        return documents[heldOut ? 1 : 0];
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
        for (int bin = BINS; bin > 0; bin--) {
            if (lengths[0][bin - 1] + lengths[1][bin - 1] > 0) {
                return bin;
            }
        }
        return 0;
    }

    /** Equal for equal sets of documents with equal numbers of tokens. */
    String content() {
        return DigestUtils.sha256Hex(contentSum.toByteArray());
    }
}
