package io.statecap.model.probe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Losses of one sequence, in each {@link LossView}.
 *
 * @param carried sums with the state carried from the first token, one a view
 * @param fresh   sums of the same tokens read from a fresh state, one a view; only tokens beyond the training length
 */
public record SequenceLosses(ArrayList<LossSums> carried, ArrayList<LossSums> fresh) implements Serializable {

    static SequenceLosses of(List<LossView> views, List<Slice> slices) {
        ArrayList<LossSums> carried = new ArrayList<>();
        ArrayList<LossSums> fresh = new ArrayList<>();
        for (LossView view : views) {
            carried.add(new LossSums(view.buckets(), slices));
            fresh.add(new LossSums(view.buckets(), slices));
        }
        return new SequenceLosses(carried, fresh);
    }

    /** Means over sequences in one view, one row a slice and bucket, slices outermost. */
    public static List<BucketLoss> rows(List<SequenceLosses> sequences, int view, LossView of, List<Slice> slices) {
        return LossSums.rows(sequences.stream().map(sequence -> sequence.carried().get(view)).toList(),
                sequences.stream().map(sequence -> sequence.fresh().get(view)).toList(), of.buckets(), slices);
    }
}
