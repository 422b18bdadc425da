package io.statecap.model.probe;

import io.statecap.datasets.TokenStream;
import java.util.Arrays;

/**
 * The tokens of one sequence that are read twice: the first reading, with the state carried, leaves them and their
 * losses for the second, in windows.
 */
final class FreshTokens {

    final FreshPlan plan;
    /** By segment: its context, its tokens, and the one after. */
    private final int[][] tokens;
    /** By scored token: the age of what it predicts, and the loss. */
    final int[] ages;
    final float[] carried;
    /** Losses in windows, by number of the size of window and scored token. */
    final float[][] fresh;
    private int next;
    /** Segment of the latest loss, or the one after. */
    private int noted;

    FreshTokens(FreshPlan plan) {
        this.plan = plan;
        tokens = plan.segments().stream().map(segment -> new int[plan.context() + segment.scored() + 1])
                .toArray(int[][]::new);
        ages = new int[plan.tokens()];
        Arrays.fill(ages, TokenStream.NOT_SCORED);
        carried = new float[ages.length];
        fresh = new float[plan.windows().size()][ages.length];
    }

    /** Keeps what it needs of a piece that begins at {@code start}; pieces come in order. */
    void keep(long start, int count, int[] inputs, int[] targets, int[] pieceAges, int offset) {
        for (int i = next; i < tokens.length; i++) {
            FreshPlan.Segment segment = plan.segments().get(i);
            long from = segment.start() - plan.context();
            long end = segment.start() + segment.scored();
            if (from >= start + count) {
                break;
            }
            int first = (int) Math.max(0, from - start);
            int last = (int) Math.min(count, end - start);
            if (last > first) {
                int to = (int) (start + first - from);
                System.arraycopy(inputs, offset + first, tokens[i], to, last - first);
                System.arraycopy(targets, offset + first, tokens[i], to + 1, last - first);
                int scored = (int) Math.max(first, segment.start() - start);
                if (last > scored) {
                    System.arraycopy(pieceAges, offset + scored, ages,
                            segment.ordinal() + (int) (start + scored - segment.start()), last - scored);
                }
            }
            if (end <= start + count && i == next) {
                next++;
            }
        }
    }

    /** Notes the loss of a position, if it is to be read again; positions ascend. */
    void loss(long position, double loss) {
        for (; noted < tokens.length; noted++) {
            FreshPlan.Segment segment = plan.segments().get(noted);
            if (position < segment.start() + segment.scored()) {
                if (position >= segment.start()) {
                    carried[segment.ordinal() + (int) (position - segment.start())] = (float) loss;
                }
                return;
            }
        }
    }

    /**
     * Copies tokens of a window, and the ages of those that it scores; all else is left as it is.
     *
     * @param from   first token, from the window's start
     * @param count  tokens; those beyond the data are passed over
     * @param offset in the arrays
     */
    void copy(FreshPlan.Window window, int from, int count, int[] inputs, int[] targets, int[] ages, int offset) {
        int[] segment = tokens[window.segment()];
        int length = Math.min(count, segment.length - 1 - window.offset() - from);
        if (length <= 0) {
            return;
        }
        System.arraycopy(segment, window.offset() + from, inputs, offset, length);
        System.arraycopy(segment, window.offset() + from + 1, targets, offset, length);
        int scored = Math.max(from, window.context());
        if (scored < from + length) {
            System.arraycopy(this.ages, window.ordinal() + scored - window.context(), ages, offset + scored - from,
                    from + length - scored);
        }
    }
}
