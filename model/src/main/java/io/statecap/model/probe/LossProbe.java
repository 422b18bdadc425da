package io.statecap.model.probe;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2;
import java.util.List;

/** Loss against position, on held-out sequences, with the state carried: memory does not grow with the length. */
public final class LossProbe {

    private LossProbe() {}

    /**
     * @param model     a model; only read
     * @param source    data, of which the first {@code sequences} held-out sequences are read
     * @param sequences number of sequences
     * @param buckets   positions to average over; the last edge is the length, tokens
     * @param slices    subsets of positions to report on
     * @param threads   threads that share the sequences; the result does not depend on it
     * @return one row a slice and bucket, slices outermost
     */
    public static List<BucketLoss> run(Mamba2 model, TokenSource source, int sequences, Buckets buckets,
                                       List<Slice> slices, int threads) {
        throw new UnsupportedOperationException();
    }
}
