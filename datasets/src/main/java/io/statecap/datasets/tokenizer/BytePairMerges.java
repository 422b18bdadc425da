package io.statecap.datasets.tokenizer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The pieces of a text as symbols, and the merging of pairs of neighbours in them. Each pair knows in which pieces it
 * may occur, so a merge touches these alone; a heap of counts that may be too high finds the most frequent pair.
 */
final class BytePairMerges {

    /** The most frequent first; of equally frequent pairs the one of smaller symbols, as HF tokenizers has it. */
    private static final Comparator<Candidate> ORDER = Comparator.comparingLong(Candidate::count).reversed()
            .thenComparingInt(candidate -> candidate.pair().left)
            .thenComparingInt(candidate -> candidate.pair().right);

    private final int[] symbols;
    /** First symbol of each piece's place, and of what lies behind the last one. */
    private final int[] starts;
    private final int[] lengths;
    private final long[] counts;
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> heap = new PriorityQueue<>(ORDER);
    private final Set<Pair> grown = new HashSet<>();

    /** Two symbols in a row, and the pieces that have had them so. */
    static final class Pair {

        final int left;
        final int right;
        private long count;
        private int[] pieces = new int[2];
        private int known;

        private Pair(int left, int right) {
            this.left = left;
            this.right = right;
        }

        long count() {
            return count;
        }

        private void in(int piece) {
            if (known > 0 && pieces[known - 1] == piece) {
                return;
            }
            if (known == pieces.length) {
                pieces = Arrays.copyOf(pieces, 2 * known);
            }
            pieces[known++] = piece;
        }
    }

    /** @param count the pair's, when this was put into the heap */
    private record Candidate(Pair pair, long count) {}

    /**
     * @param pieces symbols of each piece
     * @param counts how often each piece occurs
     */
    BytePairMerges(List<int[]> pieces, long[] counts) {
        this.counts = counts;
        starts = new int[pieces.size() + 1];
        lengths = new int[pieces.size()];
        for (int piece = 0; piece < lengths.length; piece++) {
            lengths[piece] = pieces.get(piece).length;
            starts[piece + 1] = Math.addExact(starts[piece], lengths[piece]);
        }
        symbols = new int[starts[lengths.length]];
        for (int piece = 0; piece < lengths.length; piece++) {
            System.arraycopy(pieces.get(piece), 0, symbols, starts[piece], lengths[piece]);
            for (int at = starts[piece]; at < starts[piece + 1] - 1; at++) {
                change(symbols[at], symbols[at + 1], counts[piece], piece);
            }
        }
        queueGrown();
    }

    /** The most frequent pair; null where there is none. */
    Pair mostFrequent() {
        for (Candidate top = heap.poll(); top != null; top = heap.poll()) {
            if (top.count == top.pair.count && top.count > 0) {
                return top.pair;
            }
            if (top.count > top.pair.count && top.pair.count > 0) {
                heap.add(new Candidate(top.pair, top.pair.count));
            }
        }
        return null;
    }

    /** Replaces a pair by a symbol, in every piece from left to right. */
    void merge(Pair pair, int symbol) {
        for (int i = 0; i < pair.known; i++) {
            merge(pair, symbol, pair.pieces[i]);
        }
        pair.count = 0;
        pairs.remove(key(pair.left, pair.right));
        grown.remove(pair);
        queueGrown();
    }

    private void merge(Pair pair, int symbol, int piece) {
        int from = starts[piece];
        int end = from + lengths[piece];
        long weight = counts[piece];
        int write = from;
        int read = from;
        while (read < end) {
            if (read + 1 == end || symbols[read] != pair.left || symbols[read + 1] != pair.right) {
                symbols[write++] = symbols[read++];
                continue;
            }
            if (write > from) {
                change(symbols[write - 1], pair.left, -weight, piece);
                change(symbols[write - 1], symbol, weight, piece);
            }
            if (read + 2 < end) {
                change(pair.right, symbols[read + 2], -weight, piece);
                change(symbol, symbols[read + 2], weight, piece);
            }
            symbols[write++] = symbol;
            read += 2;
        }
        lengths[piece] = write - from;
    }

    private void change(int left, int right, long by, int piece) {
        Pair pair = pairs.computeIfAbsent(key(left, right), key -> new Pair(left, right));
        pair.count += by;
        if (by > 0) {
            pair.in(piece);
            grown.add(pair);
        }
    }

    private void queueGrown() {
        grown.forEach(pair -> heap.add(new Candidate(pair, pair.count)));
        grown.clear();
    }

    private static long key(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }
}
