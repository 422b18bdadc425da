package io.statecap.model.probe;

import java.io.Serializable;
import java.util.List;

/**
 * Losses of one sequence's tokens that were read twice, by slice and bucket: with all that came before, and in windows
 * of each size.
 *
 * @param counts  tokens that were read twice, [slices][buckets]
 * @param carried sums of their losses with all that came before, nats, [slices][buckets]
 * @param fresh   sums of their losses in windows, nats, [window sizes][slices][buckets]
 * @param errors  standard errors of this sequence's mean excess, by its own tokens; NaN where they are too few; as
 *                {@code fresh}
 */
public record FreshSums(long[][] counts, double[][] carried, double[][][] fresh, double[][][] errors)
        implements Serializable {

    /** Parts of a bucket's tokens whose means give a sequence's own standard error. */
    static final int BLOCKS = 8;

    /** Sums what was read. */
    static FreshSums of(FreshTokens tokens, Buckets buckets, List<Slice> slices) {
        long[] positions = tokens.plan.positions();
        int windows = tokens.fresh.length;
        FreshSums sums = new FreshSums(new long[slices.size()][buckets.count()],
                new double[slices.size()][buckets.count()], new double[windows][slices.size()][buckets.count()],
                new double[windows][slices.size()][buckets.count()]);
        for (int from = 0; from < positions.length; ) {
            int bucket = buckets.indexOf(positions[from]);
            int to = from;
            while (to < positions.length && positions[to] < buckets.edges().get(bucket + 1)) {
                to++;
            }
            for (int slice = 0; slice < slices.size(); slice++) {
                sums.add(slices.get(slice), slice, bucket, tokens, from, to);
            }
            from = to;
        }
        return sums;
    }

    private void add(Slice slice, int s, int bucket, FreshTokens tokens, int from, int to) {
        int count = 0;
        for (int ordinal = from; ordinal < to; ordinal++) {
            count += slice.contains(tokens.ages[ordinal]) ? 1 : 0;
        }
        counts[s][bucket] = count;
        for (int window = 0; window < fresh.length; window++) {
            double[] blocks = new double[BLOCKS];
            int[] sizes = new int[BLOCKS];
            int seen = 0;
            double sum = 0;
            double freshSum = 0;
            for (int ordinal = from; ordinal < to; ordinal++) {
                if (slice.contains(tokens.ages[ordinal])) {
                    int block = (int) ((long) seen++ * BLOCKS / count);
                    blocks[block] += (double) tokens.carried[ordinal] - tokens.fresh[window][ordinal];
                    sizes[block]++;
                    sum += tokens.carried[ordinal];
                    freshSum += tokens.fresh[window][ordinal];
                }
            }
            carried[s][bucket] = sum;
            fresh[window][s][bucket] = freshSum;
            for (int block = 0; block < BLOCKS; block++) {
                blocks[block] /= sizes[block];
            }
            errors[window][s][bucket] = count >= 2 * BLOCKS ? Moments.standardErrorOfMean(blocks) : Double.NaN;
        }
    }

    /** Sum over the tokens of loss with all that came before minus loss in windows, nats. */
    double excess(int window, int slice, int bucket) {
        return carried[slice][bucket] - fresh[window][slice][bucket];
    }
}
