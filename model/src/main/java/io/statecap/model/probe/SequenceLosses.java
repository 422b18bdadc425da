package io.statecap.model.probe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;

/**
 * Losses of one sequence, in each {@link LossView}.
 *
 * @param carried sums with the state carried from the first token, one a view
 * @param fresh   sums of the tokens that were read again from a fresh state, one a view
 */
public record SequenceLosses(ArrayList<LossSums> carried, ArrayList<FreshSums> fresh) implements Serializable {

    /** Means over sequences in one view, one row a slice and bucket, slices outermost. */
    public static List<BucketLoss> rows(List<SequenceLosses> sequences, int view, LossView of, List<Slice> slices) {
        List<LossSums> carried = sequences.stream().map(sequence -> sequence.carried().get(view)).toList();
        List<FreshSums> fresh = sequences.stream().map(sequence -> sequence.fresh().get(view)).toList();
        List<BucketLoss> rows = new ArrayList<>();
        for (int slice = 0; slice < slices.size(); slice++) {
            FreshChoice choice = new FreshChoice(fresh, slice, of.buckets().count());
            for (int bucket = 0; bucket < of.buckets().count(); bucket++) {
                rows.add(row(carried, fresh, of, slices.get(slice), slice, bucket, choice));
            }
        }
        return rows;
    }

    private static BucketLoss row(List<LossSums> carried, List<FreshSums> fresh, LossView view, Slice slice, int s,
                                  int bucket, FreshChoice choice) {
        double sum = 0;
        long count = 0;
        long correct = 0;
        List<Double> means = new ArrayList<>();
        for (LossSums sequence : carried) {
            long own = sequence.counts[s][bucket];
            sum += sequence.losses[s][bucket];
            count += own;
            correct += sequence.correct[s][bucket];
            means.add(own == 0 ? null : (Double) (sequence.losses[s][bucket] / own));
        }
        double excessSum = 0;
        long freshCount = 0;
        List<Double> excesses = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            FreshSums sequence = fresh.get(i);
            int window = choice.of(i, bucket);
            long own = sequence.counts()[s][bucket];
            if (own > 0) {
                excessSum += sequence.excess(window, s, bucket);
                freshCount += own;
            }
            double error = own == 0 ? Double.NaN : sequence.errors()[window][s][bucket];
            excesses.add(own == 0 ? null : (Double) (sequence.excess(window, s, bucket) / own));
            errors.add(Double.isNaN(error) ? null : (Double) error);
        }
        double loss = sum / count;
        double excess = excessSum / freshCount;
        double stderr = fresh.size() > 1 ? standardError(excesses)
                : Objects.requireNonNullElse(errors.get(0), Double.NaN);
        return new BucketLoss(slice, view.buckets().edges().get(bucket), view.buckets().edges().get(bucket + 1), loss,
                standardError(means), loss - excess, excess, stderr, correct / (double) count,
                freshCount > 0 ? FreshPlan.of(view).windows().get(choice.overall()) : 0, means,
                freshCount > 0 ? excesses : List.of(), freshCount > 0 ? errors : List.of());
    }

    /** NaN below two values. */
    private static double standardError(List<Double> values) {
        return Moments.standardErrorOfMean(values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue)
                .toArray());
    }

    /**
     * Which size of window counts as the fresh state's, for each sequence and bucket of one slice: the one with the
     * lowest loss, since more context must not hurt. What is compared must not choose, or noise would make the chosen
     * loss too low and the excess too large: a sequence's window is chosen by all other sequences, over all buckets;
     * that of a single sequence by all its other buckets. Nothing to choose by means the largest window.
     */
    static final class FreshChoice {

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
}
