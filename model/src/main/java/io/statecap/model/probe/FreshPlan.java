package io.statecap.model.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Which tokens beyond the training length T are read a second time, from a state that the model's training started
 * from, and in which windows.
 *
 * <p>Positions from T on are cut into segments of T/2 tokens. Of the segments that begin in one bucket, all are read if
 * they are few, and else some at even distances: so many that they hold about {@value #BUCKET_TOKENS} tokens, at least
 * {@value #LEAST_SEGMENTS}. A segment is read in windows of T tokens, again in windows of T/4, and of T/16: the first
 * half of a window is context, the second is scored. So each token is read with between half a window and a window of
 * context, and every size of window scores the same tokens.
 */
public final class FreshPlan {

    private static final int BUCKET_TOKENS = 1024;
    private static final int LEAST_SEGMENTS = 4;
    private static final int[] SHARES = {1, 4, 16};
    /** Windows that are shorter say nothing, unless T itself is. */
    private static final int SHORTEST = 8;

    private final int half;
    private final long length;
    private final long[] starts;
    private final int[] ordinals;
    private final List<Integer> windows;

    private FreshPlan(int half, long length, long[] starts, List<Integer> windows) {
        this.half = half;
        this.length = length;
        this.starts = starts;
        this.windows = windows;
        ordinals = new int[starts.length + 1];
        for (int segment = 0; segment < starts.length; segment++) {
            ordinals[segment + 1] = Math.addExact(ordinals[segment], scored(segment));
        }
    }

    /** The plan of a view that has positions beyond its training length; without any, an empty one. */
    public static FreshPlan of(LossView view) {
        int half = Math.max(1, view.trainLength() / 2);
        List<Integer> windows = Arrays.stream(SHARES)
                .filter(share -> share == 1 || view.trainLength() / share >= SHORTEST)
                .mapToObj(share -> half / share * 2).toList();
        return new FreshPlan(half, view.buckets().length(), view.hasFresh() ? starts(view, half) : new long[0],
                windows);
    }

    private static long[] starts(LossView view, int half) {
        List<Long> edges = view.buckets().edges();
        LongStream.Builder starts = LongStream.builder();
        int most = Math.max(LEAST_SEGMENTS, (BUCKET_TOKENS + half - 1) / half);
        for (int bucket = 0; bucket < view.buckets().count(); bucket++) {
            long first = Math.max(0, (edges.get(bucket) - view.trainLength() + half - 1) / half);
            long end = Math.max(0, (edges.get(bucket + 1) - view.trainLength() + half - 1) / half);
            long count = Math.min(end - first, most);
            for (long i = 0; i < count; i++) {
                // The middle ones of equal shares.
                long index = first + (2 * i + 1) * (end - first) / (2 * count);
                starts.add(view.trainLength() + index * half);
            }
        }
        return starts.build().toArray();
    }

    int segments() {
        return starts.length;
    }

    /** Position of a segment's first scored token; its context begins {@link #context} tokens before. */
    long start(int segment) {
        return starts[segment];
    }

    /** Tokens before each segment that its largest windows read. */
    int context() {
        return half;
    }

    /** Scored tokens of a segment. */
    int scored(int segment) {
        return (int) Math.min(half, length - starts[segment]);
    }

    /** Number of a segment's first scored token among all scored ones. */
    int ordinal(int segment) {
        return ordinals[segment];
    }

    /** Scored tokens of all segments. */
    int tokens() {
        return ordinals[starts.length];
    }

    /** Position of a scored token. */
    long position(int ordinal) {
        int found = Arrays.binarySearch(ordinals, ordinal);
        int segment = found >= 0 ? found : -found - 2;
        return starts[segment] + ordinal - ordinals[segment];
    }

    /** Sizes of windows, tokens, the largest first; each reads every scored token. */
    List<Integer> windows() {
        return windows;
    }

    /**
     * A window: tokens of context, then as many that are scored. The last ones may reach beyond the data.
     *
     * @param sequence number of its sequence in the group
     * @param segment  number of its segment in the sequence
     * @param offset   of its first token, from where the segment's context begins
     * @param context  tokens before the scored ones
     * @param ordinal  number of its first scored token among all scored ones of the sequence
     */
    record Window(int sequence, int segment, int offset, int context, int ordinal) {}

    /** Number of windows of one size of a sequence. */
    int windows(int size) {
        return Math.multiplyExact(starts.length, windowsOfSegment(size));
    }

    private int windowsOfSegment(int size) {
        return (half + size / 2 - 1) / (size / 2);
    }

    /** A window of one size by its number: sequences outermost, then positions. */
    Window window(int size, int number) {
        int ofSegment = number / windowsOfSegment(size);
        int segment = ofSegment % starts.length;
        int scored = number % windowsOfSegment(size) * (size / 2);
        return new Window(ofSegment / starts.length, segment, half + scored - size / 2, size / 2,
                ordinals[segment] + scored);
    }

    /** Positions that a second reading reads of one sequence, all windows together; of half of them it needs losses. */
    public double positionsRead() {
        return 2.0 * windows.size() * tokens();
    }
}
