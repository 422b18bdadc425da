package io.statecap.model.kernel;

/**
 * Decays within a chunk. With {@code c_i = Σ_{k ≤ i} Δ_k·A} of one head, the input of position j reaches position i
 * scaled by {@code exp(c_i − c_j)}. Sums run in double and are kept as two floats, so that differences of large sums
 * keep the precision of float32.
 *
 * <p>Arrays are [heads, chunk].
 */
final class ChunkDecay {

    private final SsdShape shape;
    final float[] high;
    final float[] low;
    /** {@code exp(c_i)}: decay of the state before the chunk up to position i. */
    final float[] fromStart;
    /** {@code exp(c_last − c_i)}: decay of the input of position i up to the end of the chunk. */
    final float[] toEnd;
    /** {@code exp(c_last)}, [heads]. */
    final float[] whole;

    ChunkDecay(SsdShape shape) {
        this.shape = shape;
        int size = shape.heads() * shape.chunk();
        high = Floats.array(size);
        low = Floats.array(size);
        fromStart = Floats.array(size);
        toEnd = Floats.array(size);
        whole = Floats.array(shape.heads());
    }

    /**
     * @param row      first row of the chunk
     * @param q        rows
     * @param logScale added to every logarithm of a decay: 0, or a mitigation's ln(multiplier)
     */
    void compute(SsdLayer layer, int row, int q, double logScale) {
        int heads = shape.heads();
        float[] dt = layer.dt();
        float[] a = layer.a();
        int dto = row * heads;
        for (int head = 0; head < heads; head++) {
            int o = head * shape.chunk();
            double sum = 0;
            for (int i = 0; i < q; i++) {
                sum += (double) dt[dto + i * heads + head] * a[head] + logScale;
                high[o + i] = (float) sum;
                low[o + i] = (float) (sum - high[o + i]);
                fromStart[o + i] = high[o + i];
                toEnd[o + i] = 0;
            }
            float lastHigh = high[o + q - 1];
            float lastLow = low[o + q - 1];
            for (int i = 0; i < q; i++) {
                toEnd[o + i] = (lastHigh - high[o + i]) + (lastLow - low[o + i]);
            }
            SimdExp.exp(q, 0, fromStart, o, fromStart, o);
            SimdExp.exp(q, 0, toEnd, o, toEnd, o);
            whole[head] = fromStart[o + q - 1];
        }
    }
}
