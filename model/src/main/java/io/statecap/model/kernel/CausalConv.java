package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Depthwise causal convolution with bias, then SiLU, over x, B and C together, of one layer:
 * {@code y_t = silu(bias + Σ_k w[k] · u_{t−taps+1+k})}. The input of a sequence is preceded by {@code taps − 1} rows
 * of history: zeros, or the last inputs of the piece before. Made once a layer.
 *
 * <p>With the usual {@value #TAPS} taps nothing is a loop but the columns, and the backward pass takes four rows at once:
 * sums over rows are loaded and stored once for four, in the order of the rows.
 *
 * @param channels columns
 * @param taps     rows that an output depends on
 * @param input    u, one sequence after another, each [taps − 1 + length, channels]
 * @param weights  w, [taps, channels]
 * @param bias     [channels]
 * @param output   receives y, [rows, channels]
 * @param slope    receives SiLU's derivative for the backward pass, [rows, channels]
 */
public record CausalConv(int channels, int taps, float[] input, float[] weights, float[] bias, float[] output,
                         float[] slope) {

    private static final int TAPS = 4;
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    /** Rows that the backward pass takes at once, so that they stay in the first-level cache. */
    private static final int ROWS = 16;

    /**
     * Gradients of these arrays, made once a layer.
     *
     * @param output  of y, [rows, channels]; used as scratch
     * @param input   receives that of u, [rows, channels], without the history's
     * @param weights added to, [taps, channels]
     * @param bias    added to, [channels]
     */
    public record Gradients(float[] output, float[] input, float[] weights, float[] bias) {}

    /** Offset in {@link #input} of the history of sequence number {@code sequence}, of {@code length} tokens each. */
    public int historyOf(int sequence, int length) {
        return sequence * (taps - 1 + length) * channels;
    }

    private int inputOf(int sequence, int length) {
        return historyOf(sequence, length) + (taps - 1) * channels;
    }

    /**
     * Convolves one sequence.
     *
     * @param sequence number of the sequence in the micro-batch
     * @param length   tokens of each sequence
     */
    public void forward(int sequence, int length) {
        int x = inputOf(sequence, length);
        int y = sequence * length * channels;
        for (int row = 0; row < length; row++, x += channels, y += channels) {
            int done = taps == TAPS ? sum4(channels, input, x, weights, bias, output, y) : 0;
            sum(done, x, y);
            SimdExp.silu(channels, output, y, output, y, slope, y);
        }
    }

    /** The gradient of {@link #forward}, with the same arguments. */
    public void backward(Gradients gradients, int sequence, int length) {
        int x = inputOf(sequence, length);
        int y = sequence * length * channels;
        int done = 0;
        for (int row = 0; row < length; row += ROWS) {
            int rows = Math.min(ROWS, length - row);
            parameters(gradients, rows, x + row * channels, y + row * channels);
            // An input's gradient needs the outputs' up to taps − 1 rows later.
            int ready = row + rows == length ? length : Math.max(0, row + rows - taps + 1);
            inputs(gradients, ready - done, length - done, y + done * channels);
            done = ready;
        }
    }

    /** Gradients of some rows before SiLU, and what they add to those of weights and bias. */
    private void parameters(Gradients gradients, int rows, int x, int y) {
        float[] g = gradients.output();
        float[] dw = gradients.weights();
        float[] db = gradients.bias();
        for (int row = 0; row < rows; ) {
            int count = taps == TAPS && row + 4 <= rows ? 4 : 1;
            int done = count == 4
                    ? parameters4(channels, g, y + row * channels, slope, input, x + row * channels, dw, db) : 0;
            for (int o = row * channels; o < (row + count) * channels; o += channels) {
                parameters(done, g, y + o, x + o, dw, db);
            }
            row += count;
        }
    }

    /** Gradients of the input in some rows; {@code left} is how many rows of the sequence there are from the first. */
    private void inputs(Gradients gradients, int rows, int left, int y) {
        float[] g = gradients.output();
        float[] dx = gradients.input();
        for (int row = 0; row < rows; ) {
            int count = taps == TAPS && row + 4 <= rows && row + 7 <= left ? 4 : 1;
            int done = count == 4 ? inputs4(channels, g, y + row * channels, weights, dx) : 0;
            for (int r = row; r < row + count; r++) {
                inputs(done, Math.min(taps - 1, left - 1 - r), g, y + r * channels, dx);
            }
            row += count;
        }
    }

    private static int sum4(int n, float[] x, int xo, float[] w, float[] bias, float[] y, int yo) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector a = fromArray(S, w, i).fma(fromArray(S, x, xo - 3 * n + i), fromArray(S, bias, i));
            a = fromArray(S, w, n + i).fma(fromArray(S, x, xo - 2 * n + i), a);
            a = fromArray(S, w, 2 * n + i).fma(fromArray(S, x, xo - n + i), a);
            fromArray(S, w, 3 * n + i).fma(fromArray(S, x, xo + i), a).intoArray(y, yo + i);
        }
        return i;
    }

    /** The sum before SiLU in one row, columns {@code from} on. */
    private void sum(int from, int xo, int yo) {
        int n = channels;
        int oldest = xo - (taps - 1) * n;
        int i = from;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector a = fromArray(S, bias, i);
            for (int k = 0; k < taps; k++) {
                a = fromArray(S, weights, k * n + i).fma(fromArray(S, input, oldest + k * n + i), a);
            }
            a.intoArray(output, yo + i);
        }
        for (; i < n; i++) {
            float a = bias[i];
            for (int k = 0; k < taps; k++) {
                a = Math.fma(weights[k * n + i], input[oldest + k * n + i], a);
            }
            output[yo + i] = a;
        }
    }

    private static int parameters4(int n, float[] g, int go, float[] slope, float[] x, int xo, float[] dw,
                                   float[] db) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector g0 = fromArray(S, g, go + i).mul(fromArray(S, slope, go + i));
            FloatVector g1 = fromArray(S, g, go + n + i).mul(fromArray(S, slope, go + n + i));
            FloatVector g2 = fromArray(S, g, go + 2 * n + i).mul(fromArray(S, slope, go + 2 * n + i));
            FloatVector g3 = fromArray(S, g, go + 3 * n + i).mul(fromArray(S, slope, go + 3 * n + i));
            g0.intoArray(g, go + i);
            g1.intoArray(g, go + n + i);
            g2.intoArray(g, go + 2 * n + i);
            g3.intoArray(g, go + 3 * n + i);
            fromArray(S, db, i).add(g0).add(g1).add(g2).add(g3).intoArray(db, i);
            FloatVector x0 = fromArray(S, x, xo - 3 * n + i);
            FloatVector x1 = fromArray(S, x, xo - 2 * n + i);
            FloatVector x2 = fromArray(S, x, xo - n + i);
            FloatVector x3 = fromArray(S, x, xo + i);
            g3.fma(x3, g2.fma(x2, g1.fma(x1, g0.fma(x0, fromArray(S, dw, i))))).intoArray(dw, i);
            FloatVector x4 = fromArray(S, x, xo + n + i);
            g3.fma(x4, g2.fma(x3, g1.fma(x2, g0.fma(x1, fromArray(S, dw, n + i))))).intoArray(dw, n + i);
            FloatVector x5 = fromArray(S, x, xo + 2 * n + i);
            g3.fma(x5, g2.fma(x4, g1.fma(x3, g0.fma(x2, fromArray(S, dw, 2 * n + i))))).intoArray(dw, 2 * n + i);
            FloatVector x6 = fromArray(S, x, xo + 3 * n + i);
            g3.fma(x6, g2.fma(x5, g1.fma(x4, g0.fma(x3, fromArray(S, dw, 3 * n + i))))).intoArray(dw, 3 * n + i);
        }
        return i;
    }

    /** One row of {@link #parameters}, columns {@code from} on. */
    private void parameters(int from, float[] g, int go, int xo, float[] dw, float[] db) {
        int n = channels;
        int oldest = xo - (taps - 1) * n;
        int i = from;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector gi = fromArray(S, g, go + i).mul(fromArray(S, slope, go + i));
            gi.intoArray(g, go + i);
            fromArray(S, db, i).add(gi).intoArray(db, i);
            for (int k = 0; k < taps; k++) {
                gi.fma(fromArray(S, input, oldest + k * n + i), fromArray(S, dw, k * n + i)).intoArray(dw, k * n + i);
            }
        }
        for (; i < n; i++) {
            g[go + i] *= slope[go + i];
            db[i] += g[go + i];
            for (int k = 0; k < taps; k++) {
                dw[k * n + i] = Math.fma(g[go + i], input[oldest + k * n + i], dw[k * n + i]);
            }
        }
    }

    /** Four rows with three more of g after them. */
    private static int inputs4(int n, float[] g, int go, float[] w, float[] dx) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector w0 = fromArray(S, w, i);
            FloatVector w1 = fromArray(S, w, n + i);
            FloatVector w2 = fromArray(S, w, 2 * n + i);
            FloatVector w3 = fromArray(S, w, 3 * n + i);
            FloatVector g0 = fromArray(S, g, go + i);
            FloatVector g1 = fromArray(S, g, go + n + i);
            FloatVector g2 = fromArray(S, g, go + 2 * n + i);
            FloatVector g3 = fromArray(S, g, go + 3 * n + i);
            g3.fma(w0, g2.fma(w1, g1.fma(w2, g0.mul(w3)))).intoArray(dx, go + i);
            FloatVector g4 = fromArray(S, g, go + 4 * n + i);
            g4.fma(w0, g3.fma(w1, g2.fma(w2, g1.mul(w3)))).intoArray(dx, go + n + i);
            FloatVector g5 = fromArray(S, g, go + 5 * n + i);
            g5.fma(w0, g4.fma(w1, g3.fma(w2, g2.mul(w3)))).intoArray(dx, go + 2 * n + i);
            FloatVector g6 = fromArray(S, g, go + 6 * n + i);
            g6.fma(w0, g5.fma(w1, g4.fma(w2, g3.mul(w3)))).intoArray(dx, go + 3 * n + i);
        }
        return i;
    }

    /** One row from it and the {@code ahead} rows of g after it, columns {@code from} on. */
    private void inputs(int from, int ahead, float[] g, int go, float[] dx) {
        int n = channels;
        int newest = (taps - 1) * n;
        int i = from;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector sum = fromArray(S, g, go + i).mul(fromArray(S, weights, newest + i));
            for (int row = 1; row <= ahead; row++) {
                sum = fromArray(S, g, go + row * n + i).fma(fromArray(S, weights, newest - row * n + i), sum);
            }
            sum.intoArray(dx, go + i);
        }
        for (; i < n; i++) {
            float sum = g[go + i] * weights[newest + i];
            for (int row = 1; row <= ahead; row++) {
                sum = Math.fma(g[go + row * n + i], weights[newest - row * n + i], sum);
            }
            dx[go + i] = sum;
        }
    }
}
