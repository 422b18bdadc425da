package io.statecap.jobs.experiment.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Where passkeys are asked for, if nothing else is said. */
public final class PasskeyGrid {

    private static final int SHORTEST_RECALL = 16;
    private static final int SHORTEST_TEXT = 512;

    private PasskeyGrid() {}

    /**
     * Context lengths, tokens: powers of two up to {@code longest}, or that alone if it is shorter than the shortest
     * sensible one.
     *
     * @param recall whether the context is a recall stream, and not text
     */
    public static List<Long> contexts(boolean recall, long longest) {
        List<Long> lengths = new ArrayList<>();
        for (long context = recall ? SHORTEST_RECALL : SHORTEST_TEXT; context <= longest; context *= 2) {
            lengths.add(context);
        }
        return lengths.isEmpty() ? List.of(longest) : lengths;
    }

    /** Those of a trial. */
    public static List<Long> contexts(Trial trial) {
        return contexts(trial.data() instanceof DataSettings.Recall, trial.probe().longestContext());
    }

    /** {@code count} depths, evenly from start to end: the middles of as many parts. */
    public static List<Double> depths(int count) {
        return IntStream.range(0, count).mapToObj(i -> (2 * i + 1) / (2.0 * count)).toList();
    }
}
