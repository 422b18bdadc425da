package io.statecap.datasets.tokenizer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pieces of a text as symbols, and the merging of pairs of neighbours in them. Each pair knows in which pieces it
 * may occur, so a merge touches these alone.
 */
final class BytePairMerges {

    /** Symbols of each piece. */
    private final List<int[]> pieces;
    private final long[] counts;
    private final Map<Long, Pair> pairs = new HashMap<>();
    /** The most frequent first; of equally frequent pairs the one of smaller symbols, as HF tokenizers has it. */
    private final NavigableSet<Pair> queue = new TreeSet<>(Comparator.comparingLong(Pair::count).reversed()
            .thenComparingInt(pair -> pair.left).thenComparingInt(pair -> pair.right));
    /** Pairs whose counts change, which the queue must not hold meanwhile. */
    private final Set<Pair> changing = new HashSet<>();

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

    /**
     * @param pieces symbols of each piece; changed here
     * @param counts how often each piece occurs
     */
    BytePairMerges(List<int[]> pieces, long[] counts) {
        this.pieces = pieces;
        this.counts = counts;
        for (int piece = 0; piece < counts.length; piece++) {
            int[] symbols = pieces.get(piece);
            for (int at = 0; at < symbols.length - 1; at++) {
                change(symbols[at], symbols[at + 1], counts[piece], piece);
            }
        }
        queueChanged();
    }

    /** The most frequent pair; null where there is none. */
    Pair mostFrequent() {
        return queue.isEmpty() ? null : queue.first();
    }

    /** Replaces a pair by a symbol, in every piece from left to right. */
    void merge(Pair pair, int symbol) {
        queue.remove(pair);
        changing.add(pair);
        for (int i = 0; i < pair.known; i++) {
            merge(pair, symbol, pair.pieces[i]);
        }
        changing.remove(pair);
        pairs.remove(key(pair.left, pair.right));
        queueChanged();
    }

    private void merge(Pair pair, int symbol, int piece) {
        int[] symbols = pieces.get(piece);
        long weight = counts[piece];
        int write = 0;
        int read = 0;
        while (read < symbols.length) {
            if (read + 1 == symbols.length || symbols[read] != pair.left || symbols[read + 1] != pair.right) {
                symbols[write++] = symbols[read++];
                continue;
            }
            if (write > 0) {
                change(symbols[write - 1], pair.left, -weight, piece);
                change(symbols[write - 1], symbol, weight, piece);
            }
            if (read + 2 < symbols.length) {
                change(pair.right, symbols[read + 2], -weight, piece);
                change(symbol, symbols[read + 2], weight, piece);
            }
            symbols[write++] = symbol;
            read += 2;
        }
        pieces.set(piece, Arrays.copyOf(symbols, write));
    }

    private void change(int left, int right, long by, int piece) {
        Pair pair = pairs.computeIfAbsent(key(left, right), key -> new Pair(left, right));
        if (changing.add(pair)) {
            queue.remove(pair);
        }
        pair.count += by;
        if (by > 0) {
            pair.in(piece);
        }
    }

    private void queueChanged() {
        queue.addAll(changing);
        changing.clear();
    }

    private static long key(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }
}
