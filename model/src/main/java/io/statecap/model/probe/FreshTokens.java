package io.statecap.model.probe;

import io.statecap.datasets.TokenStream;
import java.util.Arrays;

/**
 * The tokens of one sequence that are read twice: the first reading, with the state carried, leaves them and their
 * losses for the second, in windows.
 */
final class FreshTokens {

    private final FreshPlan plan;
    /** By segment: its context, its tokens, and the one after. */
    private final int[][] tokens;
    /** By scored token: the age of what it predicts, and the loss. */
    private final int[] ages;
    private final float[] carried;
    /** Losses in windows, by size of window. */
    private final float[][] fresh;
    private int next;
    /** Segment of the latest loss, or the one after. */
    private int noted;

    FreshTokens(FreshPlan plan) {
        this.plan = plan;
        tokens = new int[plan.segments()][];
        for (int segment = 0; segment < tokens.length; segment++) {
            tokens[segment] = new int[plan.context() + plan.scored(segment) + 1];
        }
        ages = new int[plan.tokens()];
        Arrays.fill(ages, TokenStream.NOT_SCORED);
        carried = new float[plan.tokens()];
        fresh = new float[plan.windows().size()][plan.tokens()];
    }

    FreshPlan plan() {
        return plan;
    }

    /** Keeps what it needs of a piece that begins at {@code start}; pieces come in order. */
    void keep(long start, int count, int[] inputs, int[] targets, int[] pieceAges, int offset) {
        for (int segment = next; segment < plan.segments(); segment++) {
            long from = plan.start(segment) - plan.context();
            long end = plan.start(segment) + plan.scored(segment);
            if (from >= start + count) {
                break;
            }
            int first = (int) Math.max(0, from - start);
            int last = (int) Math.min(count, end - start);
            if (last > first) {
                int to = (int) (start + first - from);
                System.arraycopy(inputs, offset + first, tokens[segment], to, last - first);
                System.arraycopy(targets, offset + first, tokens[segment], to + 1, last - first);
                int scored = (int) Math.max(first, plan.start(segment) - start);
                if (last > scored) {
                    System.arraycopy(pieceAges, offset + scored, ages,
                            plan.ordinal(segment) + (int) (start + scored - plan.start(segment)), last - scored);
                }
            }
            if (end <= start + count && segment == next) {
                next++;
            }
        }
    }

    /** Notes the loss of a position, if it is to be read again; positions ascend. */
    void loss(long position, double loss) {
        while (noted < tokens.length && position >= plan.start(noted) + plan.scored(noted)) {
            noted++;
        }
        if (noted < tokens.length && position >= plan.start(noted)) {
            carried[plan.ordinal(noted) + (int) (position - plan.start(noted))] = (float) loss;
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
        int length = Math.min(count, plan.context() + plan.scored(window.segment()) - window.offset() - from);
        if (length <= 0) {
            return;
        }
        int[] segment = tokens[window.segment()];
        System.arraycopy(segment, window.offset() + from, inputs, offset, length);
        System.arraycopy(segment, window.offset() + from + 1, targets, offset, length);
        int scored = Math.max(from, window.context());
        if (scored < from + length) {
            System.arraycopy(this.ages, window.ordinal() + scored - window.context(), ages, offset + scored - from,
                    from + length - scored);
        }
    }

    int age(int ordinal) {
        return ages[ordinal];
    }

    float carried(int ordinal) {
        return carried[ordinal];
    }

    void freshLoss(int size, int ordinal, double loss) {
        fresh[size][ordinal] = (float) loss;
    }

    /** By number of the size of window. */
    float fresh(int size, int ordinal) {
        return fresh[size][ordinal];
    }
}
