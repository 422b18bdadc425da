package io.statecap.model.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
 *
 * @param context  tokens before each segment that its largest windows read: T/2
 * @param segments in order
 * @param windows  sizes of windows, tokens, the largest first; each reads every scored token
 */
public record FreshPlan(int context, List<Segment> segments, List<Integer> windows) {

    private static final int BUCKET_TOKENS = 1024;
    private static final int LEAST_SEGMENTS = 4;
    /** Windows that are shorter say nothing, unless T itself is. */
    private static final int SHORTEST = 8;

    /**
     * Tokens that are scored.
     *
     * @param start   position of the first one; its context begins {@link #context} tokens before
     * @param scored  how many
     * @param ordinal number of the first one among all scored ones
     */
    record Segment(long start, int scored, int ordinal) {}

    /** The plan of a view that has positions beyond its training length; without any, an empty one. */
    public static FreshPlan of(LossView view) {
        int half = Math.max(1, view.trainLength() / 2);
        List<Integer> windows = IntStream.of(1, 4, 16)
                .filter(share -> share == 1 || view.trainLength() / share >= SHORTEST)
                .mapToObj(share -> half / share * 2).toList();
        return new FreshPlan(half, view.hasFresh() ? segments(view, half) : List.of(), windows);
    }

    private static List<Segment> segments(LossView view, int half) {
        List<Long> edges = view.buckets().edges();
        List<Segment> segments = new ArrayList<>();
        int ordinal = 0;
        int most = Math.max(LEAST_SEGMENTS, (BUCKET_TOKENS + half - 1) / half);
        for (int bucket = 0; bucket < view.buckets().count(); bucket++) {
            long first = Math.max(0, (edges.get(bucket) - view.trainLength() + half - 1) / half);
            long end = Math.max(0, (edges.get(bucket + 1) - view.trainLength() + half - 1) / half);
            long count = Math.min(end - first, most);
            for (long i = 0; i < count; i++) {
                // The middle ones of equal shares.
                long start = view.trainLength() + (first + (2 * i + 1) * (end - first) / (2 * count)) * half;
                int scored = (int) Math.min(half, view.buckets().length() - start);
                segments.add(new Segment(start, scored, ordinal));
                ordinal = Math.addExact(ordinal, scored);
            }
        }
        return segments;
    }

    /** Scored tokens of all segments. */
    int tokens() {
        return segments.stream().mapToInt(Segment::scored).sum();
    }

    /** Positions of all scored tokens. */
    long[] positions() {
        return segments.stream().flatMapToLong(segment -> LongStream.range(segment.start(),
                segment.start() + segment.scored())).toArray();
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

    /** Windows of one size of so many sequences: sequences outermost, then positions. */
    List<Window> windows(int size, int sequences) {
        List<Window> all = new ArrayList<>();
        for (int sequence = 0; sequence < sequences; sequence++) {
            for (int segment = 0; segment < segments.size(); segment++) {
                for (int scored = 0; scored < context; scored += size / 2) {
                    all.add(new Window(sequence, segment, context + scored - size / 2, size / 2,
                            segments.get(segment).ordinal() + scored));
                }
            }
        }
        return all;
    }

    /** Positions that a second reading reads of one sequence, all windows together; of half of them it needs losses. */
    public double positionsRead() {
        return 2.0 * windows.size() * tokens();
    }
}
