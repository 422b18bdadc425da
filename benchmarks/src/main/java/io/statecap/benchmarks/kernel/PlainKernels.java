package io.statecap.benchmarks.kernel;

import java.util.Arrays;

/** The kernels as one first writes them: loops over the definitions, {@code Math.exp}, no blocking. */
final class PlainKernels {

    private static final double EPSILON = 1e-5;

    private PlainKernels() {}

    /** {@code c [m, n] = a [m, k] · b [k, n]} */
    static void multiply(int m, int n, int k, float[] a, float[] b, float[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * k + p] * b[p * n + j];
                }
                c[i * n + j] = sum;
            }
        }
    }

    /** The recurrence of one head, token by token; {@code xbc} is [rows, x | B | C] with one group. */
    record Recurrence(int rows, int heads, int headDim, int dState) {

        private int inner() {
            return heads * headDim;
        }

        private int channels() {
            return inner() + 2 * dState;
        }

        /** Elements of all states: the one before the first token, and the one after each token, of all heads. */
        int states() {
            return (rows + 1) * inner() * dState;
        }

        private int state(int row, int head, int channel) {
            return ((row * heads + head) * headDim + channel) * dState;
        }

        /** {@code h_t = exp(Δ_t·A)·h_{t−1} + Δ_t·x_t·B_tᵀ}, {@code y_t = h_t·C_t}. */
        void forward(float[] xbc, float[] dt, float[] a, float[] states, float[] y) {
            for (int t = 0; t < rows; t++) {
                int b = t * channels() + inner();
                int c = b + dState;
                for (int head = 0; head < heads; head++) {
                    float delta = dt[t * heads + head];
                    float decay = (float) Math.exp(delta * a[head]);
                    for (int p = 0; p < headDim; p++) {
                        int before = state(t, head, p);
                        int after = state(t + 1, head, p);
                        float x = delta * xbc[t * channels() + head * headDim + p];
                        float sum = 0;
                        for (int s = 0; s < dState; s++) {
                            float h = decay * states[before + s] + x * xbc[b + s];
                            states[after + s] = h;
                            sum += h * xbc[c + s];
                        }
                        y[t * inner() + head * headDim + p] = sum;
                    }
                }
            }
        }

        /**
         * Gradients of x | B | C, Δ and A, last token first; {@code dStates} is [heads, headDim, dState] of scratch.
         */
        void backward(float[] xbc, float[] dt, float[] a, float[] states, float[] dy, float[] dStates, float[] dxbc,
                      float[] ddt, double[] da) {
            Arrays.fill(dStates, 0);
            Arrays.fill(dxbc, 0);
            for (int t = rows - 1; t >= 0; t--) {
                int b = t * channels() + inner();
                int c = b + dState;
                for (int head = 0; head < heads; head++) {
                    float delta = dt[t * heads + head];
                    float decay = (float) Math.exp(delta * a[head]);
                    float dDecay = 0;
                    float dDelta = 0;
                    for (int p = 0; p < headDim; p++) {
                        int before = state(t, head, p);
                        int after = state(t + 1, head, p);
                        int gradient = state(0, head, p);
                        int column = t * channels() + head * headDim + p;
                        float g = dy[t * inner() + head * headDim + p];
                        float inserted = 0;
                        for (int s = 0; s < dState; s++) {
                            dxbc[c + s] += g * states[after + s];
                            float dh = dStates[gradient + s] + g * xbc[c + s];
                            dDecay += dh * states[before + s];
                            inserted += dh * xbc[b + s];
                            dxbc[b + s] += dh * delta * xbc[column];
                            dStates[gradient + s] = dh * decay;
                        }
                        dxbc[column] += delta * inserted;
                        dDelta += xbc[column] * inserted;
                    }
                    ddt[t * heads + head] = dDelta + dDecay * decay * a[head];
                    da[head] += dDecay * decay * delta;
                }
            }
        }
    }

    private static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    /** Convolution over time and SiLU; {@code u} [taps − 1 + rows, channels], {@code w} [taps, channels]. */
    static void convolve(int rows, int channels, int taps, float[] u, float[] w, float[] bias, float[] y) {
        for (int row = 0; row < rows; row++) {
            for (int channel = 0; channel < channels; channel++) {
                float sum = bias[channel];
                for (int tap = 0; tap < taps; tap++) {
                    sum += w[tap * channels + channel] * u[(row + tap) * channels + channel];
                }
                y[row * channels + channel] = (float) silu(sum);
            }
        }
    }

    /** {@code o = RMSNorm_w((y + d·x)·silu(z))}, all [rows, n]. */
    static void gatedNorm(int rows, int n, float[] y, float[] d, float[] x, float[] z, float[] w, float[] o) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < n; i++) {
                int at = row * n + i;
                o[at] = (float) ((y[at] + d[i] * x[at]) * silu(z[at]));
            }
        }
        norm(rows, n, o, w, o);
    }

    /** {@code y = RMSNorm_w(x)}, [rows, n]. */
    static void norm(int rows, int n, float[] x, float[] w, float[] y) {
        for (int row = 0; row < rows; row++) {
            double squares = 0;
            for (int i = 0; i < n; i++) {
                squares += x[row * n + i] * x[row * n + i];
            }
            double scale = 1 / Math.sqrt(squares / n + EPSILON);
            for (int i = 0; i < n; i++) {
                y[row * n + i] = (float) (x[row * n + i] * scale * w[i]);
            }
        }
    }

    /** Sum of the rows' losses; logits [rows, vocabulary] become their gradient. */
    static double crossEntropy(int rows, int vocabulary, float[] logits, int[] targets) {
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            int o = row * vocabulary;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < vocabulary; i++) {
                max = Math.max(max, logits[o + i]);
            }
            double sum = 0;
            for (int i = 0; i < vocabulary; i++) {
                sum += Math.exp(logits[o + i] - max);
            }
            loss += Math.log(sum) + max - logits[o + targets[row]];
            for (int i = 0; i < vocabulary; i++) {
                logits[o + i] = (float) (Math.exp(logits[o + i] - max) / sum);
            }
            logits[o + targets[row]] -= 1;
        }
        return loss;
    }
}
