package io.statecap.model.kernel;

/** {@link VectorKernels} as plain loops, and the rows of the layers: what the fast ones must equal to the bit. */
final class PlainKernels extends VectorKernels {

    /** Rows of {@link SimdExp}. */
    static void exp(int n, float shift, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Exp.exp(x[xo + i] - shift);
        }
    }

    static void sigmoid(int n, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Exp.sigmoid(x[xo + i]);
        }
    }

    static void silu(int n, float[] x, int xo, float[] y, int yo, float[] slope, int so) {
        for (int i = 0; i < n; i++) {
            float s = Exp.sigmoid(x[xo + i]);
            float silu = x[xo + i] * s;
            y[yo + i] = silu;
            slope[so + i] = Math.fma(silu, 1 - s, s);
        }
    }

    static void softplus(int n, float[] x, int xo, float[] bias, float[] y, int yo, float[] slope, int so) {
        for (int i = 0; i < n; i++) {
            float a = x[xo + i] + bias[i];
            y[yo + i] = Math.max(a, 0) + Exp.log1p(Exp.exp(-Math.abs(a)));
            slope[so + i] = Exp.sigmoid(a);
        }
    }

    static void decay(int n, float hi, float lo, float[] his, float[] los, int ho, float[] m, int mo) {
        for (int j = 0; j < n; j++) {
            m[mo + j] = Exp.exp((hi - his[ho + j]) + (lo - los[ho + j]));
        }
    }

    /** {@link CausalConv#forward} of one sequence. */
    static void convolve(CausalConv conv, int length) {
        int n = conv.channels();
        for (int row = 0; row < length; row++) {
            for (int i = 0; i < n; i++) {
                float a = conv.bias()[i];
                for (int k = 0; k < conv.taps(); k++) {
                    a = Math.fma(conv.weights()[k * n + i], conv.input()[(row + k) * n + i], a);
                }
                conv.output()[row * n + i] = a;
            }
            silu(n, conv.output(), row * n, conv.output(), row * n, conv.slope(), row * n);
        }
    }

    /** {@link CausalConv#backward} of one sequence. */
    static void convolveBackward(CausalConv conv, CausalConv.Gradients gradients, int length) {
        int n = conv.channels();
        int taps = conv.taps();
        float[] g = gradients.output();
        float[] dw = gradients.weights();
        for (int row = 0; row < length; row++) {
            for (int i = 0; i < n; i++) {
                g[row * n + i] *= conv.slope()[row * n + i];
                gradients.bias()[i] += g[row * n + i];
                for (int k = 0; k < taps; k++) {
                    dw[k * n + i] = Math.fma(g[row * n + i], conv.input()[(row + k) * n + i], dw[k * n + i]);
                }
            }
        }
        for (int row = 0; row < length; row++) {
            for (int i = 0; i < n; i++) {
                float sum = g[row * n + i] * conv.weights()[(taps - 1) * n + i];
                for (int later = 1; later < taps && row + later < length; later++) {
                    sum = Math.fma(g[(row + later) * n + i], conv.weights()[(taps - 1 - later) * n + i], sum);
                }
                gradients.input()[row * n + i] = sum;
            }
        }
    }

    /** {@link GatedNorm#forward} of one row. */
    void gatedNorm(GatedNorm.Layer layer, int n, double epsilon) {
        float[] o = layer.output();
        for (int i = 0; i < n; i++) {
            float z = layer.z()[i];
            o[i] = Math.fma(layer.skip()[i], layer.x()[i], layer.y()[i]) * (z * Exp.sigmoid(z));
        }
        layer.inverseRms()[0] = RmsNorm.inverseRms(dot(n, o, 0, o, 0), n, epsilon);
        scaleMultiply(n, layer.inverseRms()[0], o, 0, layer.gain(), 0, o, 0);
    }

    /** {@link GatedNorm#backward} of one row. */
    void gatedNormBackward(GatedNorm.Layer layer, GatedNorm.Gradients gradients, int n) {
        float[] u = new float[n];
        float[] silu = new float[n];
        float[] slope = new float[n];
        float[] gw = new float[n];
        silu(n, layer.z(), 0, silu, 0, slope, 0);
        for (int i = 0; i < n; i++) {
            u[i] = Math.fma(layer.skip()[i], layer.x()[i], layer.y()[i]);
            gw[i] = gradients.output()[i] * layer.gain()[i];
        }
        float r = layer.inverseRms()[0];
        float c = r * r * r * dot3(n, gw, u, 0, silu, 0) / n;
        for (int i = 0; i < n; i++) {
            float v = u[i] * silu[i];
            float dv = Math.fma(r, gw[i], -(c * v));
            float dy = dv * silu[i];
            gradients.gain()[i] = Math.fma(gradients.output()[i], v * r, gradients.gain()[i]);
            gradients.z()[i] = dv * u[i] * slope[i];
            gradients.y()[i] = dy;
            gradients.skip()[i] = Math.fma(dy, layer.x()[i], gradients.skip()[i]);
        }
    }

    /** {@link RmsNorm#backward} of one row. */
    void normBackward(int n, float[] g, float[] x, float[] w, float r, float[] dx, float[] dw) {
        float c = r * r * r * dot3(n, w, g, 0, x, 0) / n;
        for (int i = 0; i < n; i++) {
            dx[i] += Math.fma(r * w[i], g[i], -(c * x[i]));
            dw[i] = Math.fma(r * x[i], g[i], dw[i]);
        }
    }

    @Override
    public float sum(int n, float[] x, int xo) {
        float[] sums = new float[PARTIAL_SUMS];
        for (int i = 0; i < n; i++) {
            sums[i % PARTIAL_SUMS] += x[xo + i];
        }
        return total(sums);
    }

    @Override
    public float dot(int n, float[] x, int xo, float[] y, int yo) {
        float[] sums = new float[PARTIAL_SUMS];
        for (int i = 0; i < n; i++) {
            sums[i % PARTIAL_SUMS] = Math.fma(x[xo + i], y[yo + i], sums[i % PARTIAL_SUMS]);
        }
        return total(sums);
    }

    @Override
    float dot3(int n, float[] w, float[] x, int xo, float[] y, int yo) {
        float[] sums = new float[PARTIAL_SUMS];
        for (int i = 0; i < n; i++) {
            sums[i % PARTIAL_SUMS] = Math.fma(w[i] * x[xo + i], y[yo + i], sums[i % PARTIAL_SUMS]);
        }
        return total(sums);
    }

    @Override
    float dotScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        float sum = dot(n, x, xo, y, yo);
        scale(n, alpha, x, xo, z, zo);
        return sum;
    }

    @Override
    float dotAxpyScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        float sum = dot(n, x, xo, y, yo);
        axpy(n, alpha, y, yo, z, zo);
        scale(n, alpha, x, xo, y, yo);
        return sum;
    }

    @Override
    float decayBackward(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go, float[] dm,
                        int dmo, float[] m, int mo, float[] dg, int dgo, float[] columns) {
        float[] sums = new float[PARTIAL_SUMS];
        for (int j = 0; j < n; j++) {
            float l = Exp.exp((hi - his[ho + j]) + (lo - los[ho + j]));
            float gj = g[go + j];
            float t = dm[dmo + j] * l;
            m[mo + j] = gj * l;
            dg[dgo + j] += t;
            columns[j] += t * gj;
            sums[j % PARTIAL_SUMS] += t * gj;
        }
        return total(sums);
    }

    @Override
    public void scale(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = alpha * x[xo + i];
        }
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.fma(alpha, x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void multiplyAdd(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = Math.fma(x[xo + i], y[yo + i], z[zo + i]);
        }
    }

    @Override
    public void multiply(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] * y[yo + i];
        }
    }

    @Override
    void scaleMultiply(int n, float alpha, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = alpha * x[xo + i] * w[wo + i];
        }
    }

    @Override
    public float max(int n, float[] x, int xo) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    @Override
    public void adamW(int n, float clip, float b1, float b2, float keep, float step, float root, float epsilon,
                      float[] gradient, int go, float[] w, float[] m, float[] v) {
        for (int i = 0; i < n; i++) {
            float g = gradient[go + i] * clip;
            m[i] = Math.fma(b1, m[i], (1 - b1) * g);
            v[i] = Math.fma(b2, v[i], (1 - b2) * g * g);
            w[i] = Math.fma(keep, w[i], -(step * m[i] / Math.fma((float) Math.sqrt(v[i]), root, epsilon)));
        }
    }

    /** {@link SimdTiles#product}, over the same panels. */
    static final class Tiles extends SimdTiles {
        @Override
        void product(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                     int nextPanel, float[] c, int co, int ldc, boolean accumulate) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    int column = bo + j / COLUMNS * nextPanel + j % COLUMNS;
                    float sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum = Math.fma(a[ao + i * ars + p * acs], b[column + p * ldb], sum);
                    }
                    int at = co + i * ldc + j;
                    c[at] = accumulate ? c[at] + sum : sum;
                }
            }
        }
    }
}
