package io.statecap.cuda.network;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import java.util.Arrays;

/**
 * Where the parts of one micro-batch lie in its staging memory, all of 32 bits: tokens, the scored rows with their
 * targets, and the rows by token, cut into segments, for the gradient of the embedding.
 */
public final class BatchLayout {

    /** Most rows of a segment: rows that one block of threads sums one after another. */
    private static final int SEGMENT = 32;

    private final int length;
    private final int rows;
    private final int vocabulary;
    private final int mostTokens;
    private final int mostSegments;
    private final int scored;
    private final int targets;
    private final int order;
    private final int segmentStart;
    private final int token;
    private final int tokenStart;
    private final int counts;

    public BatchLayout(int sequences, int length, int vocabulary) {
        this.length = length;
        this.vocabulary = vocabulary;
        rows = Math.multiplyExact(sequences, length);
        mostTokens = Math.min(rows, vocabulary);
        mostSegments = rows / SEGMENT + mostTokens;
        scored = rows;
        targets = 2 * rows;
        order = 3 * rows;
        segmentStart = 4 * rows;
        token = segmentStart + mostSegments + 1;
        tokenStart = token + mostTokens;
        counts = tokenStart + mostTokens + 1;
    }

    public int rows() {
        return rows;
    }

    /** Bytes of a micro-batch; a multiple of what device memory is aligned to. */
    public int bytes() {
        return ((counts + 4) * Integer.BYTES + 255) / 256 * 256;
    }

    public int mostTokens() {
        return mostTokens;
    }

    public int mostSegments() {
        return mostSegments;
    }

    /** Addresses of the parts of a micro-batch that lies at an address. */
    public record At(BatchLayout layout, long base) {

        private long at(int offset) {
            return base + (long) offset * Integer.BYTES;
        }

        public long tokens() {
            return base;
        }

        /** Numbers of the scored rows, ascending. */
        public long scored() {
            return at(layout.scored);
        }

        /** Targets of the scored rows. */
        public long targets() {
            return at(layout.targets);
        }

        /** Rows by token. */
        public long order() {
            return at(layout.order);
        }

        /** First place in {@link #order} of each segment, and the end. */
        public long segmentStart() {
            return at(layout.segmentStart);
        }

        /** Tokens that occur. */
        public long token() {
            return at(layout.token);
        }

        /** First segment of each of them, and the end. */
        public long tokenStart() {
            return at(layout.tokenStart);
        }

        public long scoredCount() {
            return at(layout.counts);
        }

        public long segmentCount() {
            return at(layout.counts + 1);
        }

        public long tokenCount() {
            return at(layout.counts + 2);
        }

        /** One over the scored targets of the whole batch, float32. */
        public long scale() {
            return at(layout.counts + 3);
        }
    }

    /**
     * Writes sequences of a batch.
     *
     * @param into  of {@link #bytes} / 4 elements from {@code offset}
     * @param scale one over the scored targets of the whole batch
     * @return scored rows
     */
    public int pack(TokenBatch batch, int firstSequence, int sequences, float scale, int[] into, int offset) {
        int first = firstSequence * length;
        int count = sequences * length;
        int found = 0;
        int[] start = new int[vocabulary + 1];
        for (int row = 0; row < count; row++) {
            int id = batch.inputs()[first + row];
            into[offset + row] = id;
            start[id + 1]++;
            if (batch.ages()[first + row] != TokenStream.NOT_SCORED) {
                into[offset + scored + found] = row;
                into[offset + targets + found++] = batch.targets()[first + row];
            }
        }
        sortByToken(count, start, into, offset);
        into[offset + counts] = found;
        into[offset + counts + 3] = Float.floatToRawIntBits(scale);
        return found;
    }

    private void sortByToken(int count, int[] start, int[] into, int offset) {
        int tokens = 0;
        int segments = 0;
        for (int id = 0; id < vocabulary; id++) {
            int from = start[id];
            int to = from + start[id + 1];
            start[id + 1] = to;
            if (to > from) {
                into[offset + token + tokens] = id;
                into[offset + tokenStart + tokens++] = segments;
                for (int at = from; at < to; at += SEGMENT) {
                    into[offset + segmentStart + segments++] = at;
                }
            }
        }
        into[offset + segmentStart + segments] = count;
        into[offset + tokenStart + tokens] = segments;
        int[] next = Arrays.copyOf(start, vocabulary);
        for (int row = 0; row < count; row++) {
            into[offset + order + next[into[offset + row]]++] = row;
        }
        into[offset + counts + 1] = segments;
        into[offset + counts + 2] = tokens;
    }
}
