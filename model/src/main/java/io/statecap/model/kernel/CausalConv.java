package io.statecap.model.kernel;

/**
 * Depthwise causal convolution with bias, then SiLU, over x, B and C together:
 * {@code y_t = silu(bias + Σ_k w[k] · u_{t−taps+1+k})}. The input of a sequence is preceded by {@code taps − 1} rows
 * of history: zeros, or the last inputs of the piece before. Weights here are [taps, channels].
 */
public final class CausalConv {

    private CausalConv() {}

    /**
     * @param rows  rows of the sequence
     * @param u     input, [history + rows, channels]; {@code uo} points at the first row after the history
     * @param y     output [rows, channels]
     * @param slope SiLU's derivative [rows, channels], for the backward pass
     */
    public static void forward(VectorKernels kernels, int rows, int channels, int taps, float[] u, int uo, float[] w,
                               float[] bias, float[] y, float[] slope, int yo) {
        for (int row = 0; row < rows; row++) {
            int o = row * channels;
            kernels.convSilu(channels, taps, u, uo + o, w, bias, y, yo + o, slope, yo + o);
        }
    }

    /**
     * @param g  on entry the gradient of the output [rows, channels]; used as scratch
     * @param du receives the gradient of the input [rows, channels], without the history's
     * @param dw added to, [taps, channels]
     * @param db added to, [channels]
     */
    public static void backward(VectorKernels kernels, int rows, int channels, int taps, float[] u, int uo, float[] w,
                                float[] slope, float[] g, int go, float[] du, int duo, float[] dw, float[] db) {
        for (int row = 0; row < rows; row++) {
            int o = row * channels;
            kernels.convBackward(channels, taps, g, go + o, slope, go + o, u, uo + o, dw, db);
        }
        for (int row = 0; row < rows; row++) {
            int o = row * channels;
            kernels.convInputGradient(channels, taps, Math.min(taps - 1, rows - 1 - row), g, go + o, w, du, duo + o);
        }
    }
}
