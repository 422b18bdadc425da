package io.statecap.model.probe;

/**
 * The windows of one size, of all sequences of a group, by number: sequences outermost, then positions. Each is context
 * of half its size, then as many tokens to score; those at the end of the data may be shorter, or hold nothing.
 */
final class FreshWindows {

    private final FreshPlan plan;
    private final int half;
    private final int inSegment;

    FreshWindows(FreshPlan plan, int size) {
        this.plan = plan;
        half = size / 2;
        inSegment = (plan.context() + half - 1) / half;
    }

    int count(int sequences) {
        return Math.multiplyExact(sequences, plan.segments() * inSegment);
    }

    int sequence(int window) {
        return window / (plan.segments() * inSegment);
    }

    int segment(int window) {
        return window / inSegment % plan.segments();
    }

    /** Of its first token, from where the segment's context begins. */
    int offset(int window) {
        return plan.context() + (window % inSegment - 1) * half;
    }

    int context() {
        return half;
    }

    /** Context and scored tokens. */
    int length(int window) {
        return Math.max(0, Math.min(2 * half, plan.context() + plan.scored(segment(window)) - offset(window)));
    }

    /** Number among all scored tokens of the one at {@code at} from the window's start. */
    int ordinal(int window, int at) {
        return plan.ordinal(segment(window)) + offset(window) + at - plan.context();
    }
}
