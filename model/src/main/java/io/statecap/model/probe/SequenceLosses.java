package io.statecap.model.probe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Losses of one sequence, in each {@link LossView}.
 *
 * @param carried sums with the state carried from the first token, one a view
 * @param fresh   sums of the tokens that were read again from a fresh state, one a view
 */
public record SequenceLosses(ArrayList<LossSums> carried, ArrayList<FreshSums> fresh) implements Serializable {

    /** Means over sequences in one view, one row a slice and bucket, slices outermost. */
    public static List<BucketLoss> rows(List<SequenceLosses> sequences, int view, LossView of, List<Slice> slices) {
        return new BucketRows(of, sequences.stream().map(sequence -> sequence.carried().get(view)).toList(),
                sequences.stream().map(sequence -> sequence.fresh().get(view)).toList()).rows(slices);
    }
}
