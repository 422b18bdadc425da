package io.statecap.model.probe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Half-open ranges of positions over which losses are averaged.
 *
 * @param edges ascending positions, the first 0; bucket i is {@code [edges[i], edges[i + 1])}
 */
public record Buckets(List<Long> edges) implements Serializable {

    private static final int EDGES_WITHIN = 8;
    /** Where geometric buckets begin, unless the training length is shorter. */
    private static final int SHORTEST = 8;

    public Buckets {
        edges = List.copyOf(edges);
    }

    public int count() {
        return edges.size() - 1;
    }

    /** Positions in all, tokens. */
    public long length() {
        return edges.get(edges.size() - 1);
    }

    /**
     * Buckets that grow by the factor {@code 2^(1/perOctave)}, with an edge exactly at the training length, so that
     * one bucket ends there if the length reaches so far.
     */
    public static Buckets geometric(int trainLength, long length, int perOctave) {
        TreeSet<Long> edges = new TreeSet<>(List.of(0L, length));
        for (int i = -Integer.SIZE * perOctave; ; i++) {
            long edge = Math.round(trainLength * Math.pow(2, i / (double) perOctave));
            if (edge >= length) {
                break;
            }
            if (edge >= SHORTEST || i >= 0) {
                edges.add(edge);
            }
        }
        return new Buckets(new ArrayList<>(edges));
    }

    /** Buckets of equal width; the last may be shorter. */
    public static Buckets linear(long width, long length) {
        List<Long> edges = new ArrayList<>();
        for (long edge = 0; edge < length; edge += width) {
            edges.add(edge);
        }
        edges.add(length);
        return new Buckets(edges);
    }

    /** Buckets of equal width, and within the training length at least eight of about equal width. */
    public static Buckets linearFrom(int trainLength, long width, long length) {
        TreeSet<Long> edges = new TreeSet<>(linear(width, length).edges());
        for (int i = 1; i <= EDGES_WITHIN; i++) {
            long edge = (long) trainLength * i / EDGES_WITHIN;
            if (edge > 0 && edge < length) {
                edges.add(edge);
            }
        }
        return new Buckets(new ArrayList<>(edges));
    }

    /** Number of the bucket that holds a position; {@link #count} beyond the last. */
    public int indexOf(long position) {
        int found = Collections.binarySearch(edges, position);
        return found >= 0 ? found : -found - 2;
    }
}
