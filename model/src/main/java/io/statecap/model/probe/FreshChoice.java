package io.statecap.model.probe;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Which size of window counts as the fresh state's, for each sequence and bucket of one slice: the one with the lowest
 * loss, since more context must not hurt. What is compared must not choose, or noise would make the chosen loss too low
 * and the excess too large: a sequence's window is chosen by all other sequences, over all buckets; that of a single
 * sequence by all its other buckets. Nothing to choose by means the largest window.
 */
final class FreshChoice {

    private final List<FreshSums> sequences;
    private final int slice;
    /** Sums over all buckets, by sequence and window; and those of all sequences. */
    private final double[][] own;
    private final double[] all;

    FreshChoice(List<FreshSums> sequences, int slice, int buckets) {
        this.sequences = sequences;
        this.slice = slice;
        all = new double[sequences.get(0).fresh().length];
        own = new double[sequences.size()][all.length];
        for (int sequence = 0; sequence < own.length; sequence++) {
            for (int window = 0; window < all.length; window++) {
                for (int bucket = 0; bucket < buckets; bucket++) {
                    own[sequence][window] += sequences.get(sequence).fresh()[window][slice][bucket];
                }
                all[window] += own[sequence][window];
            }
        }
    }

    /** Number of the window size. */
    int of(int sequence, int bucket) {
        return lowest(window -> all[window] - (own.length > 1 ? own[sequence][window]
                : sequences.get(sequence).fresh()[window][slice][bucket]));
    }

    /** The size with the lowest loss over everything. */
    int overall() {
        return lowest(window -> all[window]);
    }

    private int lowest(IntToDoubleFunction loss) {
        int best = 0;
        for (int window = 1; window < all.length; window++) {
            if (loss.applyAsDouble(window) < loss.applyAsDouble(best)) {
                best = window;
            }
        }
        return best;
    }
}
