package io.statecap.model.kernel;

/**
 * Depthwise causal convolution with bias, then SiLU, over x, B and C together, of one layer:
 * {@code y_t = silu(bias + Σ_k w[k] · u_{t−taps+1+k})}. The input of a sequence is preceded by {@code taps − 1} rows
 * of history: zeros, or the last inputs of the piece before. Made once a layer.
 *
 * @param kernels  of the thread that calls
 * @param channels columns
 * @param taps     rows that an output depends on
 * @param input    u, one sequence after another, each [taps − 1 + length, channels]
 * @param weights  w, [taps, channels]
 * @param bias     [channels]
 * @param output   receives y, [rows, channels]
 * @param slope    receives SiLU's derivative for the backward pass, [rows, channels]
 */
public record CausalConv(VectorKernels kernels, int channels, int taps, float[] input, float[] weights, float[] bias,
                         float[] output, float[] slope) {

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
        int u = inputOf(sequence, length);
        int y = sequence * length * channels;
        for (int row = 0; row < length; row++) {
            int o = row * channels;
            kernels.convSilu(channels, taps, input, u + o, weights, bias, output, y + o, slope, y + o);
        }
    }

    /** The gradient of {@link #forward}, with the same arguments. */
    public void backward(Gradients gradients, int sequence, int length) {
        float[] g = gradients.output();
        int u = inputOf(sequence, length);
        int y = sequence * length * channels;
        int done = 0;
        for (int row = 0; row < length; row += ROWS) {
            int rows = Math.min(ROWS, length - row);
            int o = row * channels;
            kernels.convBackward(rows, channels, taps, g, y + o, slope, y + o, input, u + o, gradients.weights(),
                    gradients.bias());
            // An input's gradient needs the outputs' up to taps − 1 rows later.
            int ahead = row + rows == length ? 0 : Math.min(taps - 1, row + rows);
            int ready = row + rows - ahead;
            kernels.convInputGradient(ready - done, channels, taps, ahead, g, y + done * channels, weights,
                    gradients.input(), y + done * channels);
            done = ready;
        }
    }
}
