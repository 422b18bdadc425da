package io.statecap.model.kernel;

/**
 * {@link VectorKernels} as plain loops: the specification of {@link SimdVectorKernels}, the tail of its loops, and the
 * fallback where the Vector API is absent.
 */
final class ScalarVectorKernels implements VectorKernels {

    private static final int PANEL = 16;
    private static final int TILE_ROWS = 8;

    private final float[] partial = new float[PARTIAL_SUMS];

    @Override
    public int panel() {
        return PANEL;
    }

    @Override
    public int tileRows() {
        return TILE_ROWS;
    }

    @Override
    public int bits() {
        return Float.SIZE;
    }

    @Override
    public VectorKernels copy() {
        return new ScalarVectorKernels();
    }

    /**
     * The {@link #PARTIAL_SUMS} partial sums together: halves added to each other until one is left, the one order in
     * which every implementation adds them. Written out, so that the compiler keeps all of it in registers.
     */
    static float total(float[] p) {
        float a = (p[0] + p[8]) + (p[4] + p[12]);
        float b = (p[2] + p[10]) + (p[6] + p[14]);
        float c = (p[1] + p[9]) + (p[5] + p[13]);
        float d = (p[3] + p[11]) + (p[7] + p[15]);
        return (a + b) + (c + d);
    }

    private float[] cleared() {
        java.util.Arrays.fill(partial, 0);
        return partial;
    }

    @Override
    public float sum(int n, float[] x, int xo) {
        return total(sumTail(0, n, x, xo, cleared()));
    }

    float[] sumTail(int from, int n, float[] x, int xo, float[] sums) {
        for (int i = from; i < n; i++) {
            sums[i % PARTIAL_SUMS] += x[xo + i];
        }
        return sums;
    }

    @Override
    public float dot(int n, float[] x, int xo, float[] y, int yo) {
        return total(dotTail(0, n, x, xo, y, yo, cleared()));
    }

    float[] dotTail(int from, int n, float[] x, int xo, float[] y, int yo, float[] sums) {
        for (int i = from; i < n; i++) {
            sums[i % PARTIAL_SUMS] = Math.fma(x[xo + i], y[yo + i], sums[i % PARTIAL_SUMS]);
        }
        return sums;
    }

    @Override
    public float dot3(int n, float[] w, float[] x, int xo, float[] y, int yo) {
        return total(dot3Tail(0, n, w, x, xo, y, yo, cleared()));
    }

    float[] dot3Tail(int from, int n, float[] w, float[] x, int xo, float[] y, int yo, float[] sums) {
        for (int i = from; i < n; i++) {
            sums[i % PARTIAL_SUMS] = Math.fma(w[i] * x[xo + i], y[yo + i], sums[i % PARTIAL_SUMS]);
        }
        return sums;
    }

    @Override
    public float dotScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        return total(dotScaleTail(0, n, alpha, x, xo, y, yo, z, zo, cleared()));
    }

    float[] dotScaleTail(int from, int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo,
                         float[] sums) {
        dotTail(from, n, x, xo, y, yo, sums);
        scale(n - from, alpha, x, xo + from, z, zo + from);
        return sums;
    }

    @Override
    public float dotAxpyScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        return total(dotAxpyScaleTail(0, n, alpha, x, xo, y, yo, z, zo, cleared()));
    }

    float[] dotAxpyScaleTail(int from, int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo,
                             float[] sums) {
        dotTail(from, n, x, xo, y, yo, sums);
        axpy(n - from, alpha, y, yo + from, z, zo + from);
        scale(n - from, alpha, x, xo + from, y, yo + from);
        return sums;
    }

    @Override
    public void scale(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = alpha * x[xo + i];
        }
    }

    @Override
    public void scaleAdd(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            x[xo + i] *= alpha;
            y[yo + i] += x[xo + i];
        }
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.fma(alpha, x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void axpby(int n, float alpha, float[] x, int xo, float beta, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.fma(alpha, x[xo + i], beta * y[yo + i]);
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
    public void scaleMultiply(int n, float alpha, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = alpha * x[xo + i] * w[wo + i];
        }
    }

    @Override
    public void exp(int n, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Exp.exp(x[xo + i]);
        }
    }

    @Override
    public void softplus(int n, float[] x, int xo, float[] bias, int bo, float[] y, int yo, float[] slope, int so) {
        for (int i = 0; i < n; i++) {
            float a = x[xo + i] + bias[bo + i];
            y[yo + i] = Math.max(a, 0) + Exp.log1p(Exp.exp(-Math.abs(a)));
            slope[so + i] = Exp.sigmoid(a);
        }
    }

    @Override
    public void convSilu(int n, int taps, float[] x, int xo, float[] w, float[] bias, float[] y, int yo,
                         float[] slope, int so) {
        convSiluTail(0, n, taps, x, xo, w, bias, y, yo, slope, so);
    }

    void convSiluTail(int from, int n, int taps, float[] x, int xo, float[] w, float[] bias, float[] y, int yo,
                      float[] slope, int so) {
        for (int i = from; i < n; i++) {
            float a = bias[i];
            for (int k = 0; k < taps; k++) {
                a = Math.fma(w[k * n + i], x[xo + (k - taps + 1) * n + i], a);
            }
            float s = Exp.sigmoid(a);
            float silu = a * s;
            y[yo + i] = silu;
            slope[so + i] = Math.fma(silu, 1 - s, s);
        }
    }

    @Override
    public void convBackward(int rows, int n, int taps, float[] g, int go, float[] slope, int so, float[] x, int xo,
                             float[] dw, float[] db) {
        for (int o = 0; o < rows * n; o += n) {
            convBackwardTail(0, n, taps, g, go + o, slope, so + o, x, xo + o, dw, db);
        }
    }

    void convBackwardTail(int from, int n, int taps, float[] g, int go, float[] slope, int so, float[] x, int xo,
                          float[] dw, float[] db) {
        for (int i = from; i < n; i++) {
            float gi = g[go + i] * slope[so + i];
            g[go + i] = gi;
            db[i] += gi;
            for (int k = 0; k < taps; k++) {
                dw[k * n + i] = Math.fma(gi, x[xo + (k - taps + 1) * n + i], dw[k * n + i]);
            }
        }
    }

    @Override
    public void convInputGradient(int rows, int n, int taps, int ahead, float[] g, int go, float[] w, float[] dx,
                                  int dxo) {
        for (int row = 0; row < rows; row++) {
            int after = Math.min(taps - 1, rows - 1 - row + ahead);
            convInputGradientTail(0, n, taps, after, g, go + row * n, w, dx, dxo + row * n);
        }
    }

    void convInputGradientTail(int from, int n, int taps, int ahead, float[] g, int go, float[] w, float[] dx,
                               int dxo) {
        for (int i = from; i < n; i++) {
            float sum = g[go + i] * w[(taps - 1) * n + i];
            for (int row = 1; row <= ahead; row++) {
                sum = Math.fma(g[go + row * n + i], w[(taps - 1 - row) * n + i], sum);
            }
            dx[dxo + i] = sum;
        }
    }

    @Override
    public void gate(int n, float[] y, int yo, float[] d, float[] x, int xo, float[] z, int zo, float[] v, int vo) {
        gateTail(0, n, y, yo, d, x, xo, z, zo, v, vo);
    }

    void gateTail(int from, int n, float[] y, int yo, float[] d, float[] x, int xo, float[] z, int zo, float[] v,
                  int vo) {
        for (int i = from; i < n; i++) {
            float zi = z[zo + i];
            float u = Math.fma(d[i], x[xo + i], y[yo + i]);
            v[vo + i] = u * (zi * Exp.sigmoid(zi));
        }
    }

    @Override
    public void gateParts(int n, float[] g, int go, float[] w, float[] y, int yo, float[] d, float[] x, int xo,
                          float[] z, int zo, float[] u, float[] s, float[] slope, float[] gw) {
        gatePartsTail(0, n, g, go, w, y, yo, d, x, xo, z, zo, u, s, slope, gw);
    }

    void gatePartsTail(int from, int n, float[] g, int go, float[] w, float[] y, int yo, float[] d, float[] x, int xo,
                       float[] z, int zo, float[] u, float[] s, float[] slope, float[] gw) {
        for (int i = from; i < n; i++) {
            float zi = z[zo + i];
            float sigmoid = Exp.sigmoid(zi);
            float silu = zi * sigmoid;
            u[i] = Math.fma(d[i], x[xo + i], y[yo + i]);
            s[i] = silu;
            slope[i] = Math.fma(silu, 1 - sigmoid, sigmoid);
            gw[i] = g[go + i] * w[i];
        }
    }

    @Override
    public void gateBackward(int n, float r, float c, float[] g, int go, float[] u, float[] s, float[] slope,
                             float[] gw, float[] x, int xo, float[] dw, float[] dz, int dzo, float[] dy, int dyo,
                             float[] dd) {
        gateBackwardTail(0, n, r, c, g, go, u, s, slope, gw, x, xo, dw, dz, dzo, dy, dyo, dd);
    }

    void gateBackwardTail(int from, int n, float r, float c, float[] g, int go, float[] u, float[] s, float[] slope,
                          float[] gw, float[] x, int xo, float[] dw, float[] dz, int dzo, float[] dy, int dyo,
                          float[] dd) {
        for (int i = from; i < n; i++) {
            float v = u[i] * s[i];
            float dv = Math.fma(r, gw[i], -(c * v));
            float dyi = dv * s[i];
            dw[i] = Math.fma(g[go + i], v * r, dw[i]);
            dz[dzo + i] = dv * u[i] * slope[i];
            dy[dyo + i] = dyi;
            dd[i] = Math.fma(dyi, x[xo + i], dd[i]);
        }
    }

    @Override
    public void normBackward(int n, float r, float c, float[] g, int go, float[] w, float[] x, int xo, float[] dx,
                             int dxo, float[] dw) {
        normBackwardTail(0, n, r, c, g, go, w, x, xo, dx, dxo, dw);
    }

    void normBackwardTail(int from, int n, float r, float c, float[] g, int go, float[] w, float[] x, int xo,
                          float[] dx, int dxo, float[] dw) {
        for (int i = from; i < n; i++) {
            float gi = g[go + i];
            float xi = x[xo + i];
            dx[dxo + i] += Math.fma(r * w[i], gi, -(c * xi));
            dw[i] = Math.fma(r * xi, gi, dw[i]);
        }
    }

    @Override
    public void decay(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go, float[] m,
                      int mo) {
        for (int j = 0; j < n; j++) {
            m[mo + j] = g[go + j] * Exp.exp((hi - his[ho + j]) + (lo - los[ho + j]));
        }
    }

    @Override
    public float decayBackward(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go,
                               float[] dm, int dmo, float[] m, int mo, float[] dg, int dgo, float[] columns) {
        return total(decayBackwardTail(0, n, hi, lo, his, los, ho, g, go, dm, dmo, m, mo, dg, dgo, columns,
                cleared()));
    }

    float[] decayBackwardTail(int from, int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go,
                              float[] dm, int dmo, float[] m, int mo, float[] dg, int dgo, float[] columns,
                              float[] sums) {
        for (int j = from; j < n; j++) {
            float l = Exp.exp((hi - his[ho + j]) + (lo - los[ho + j]));
            float gj = g[go + j];
            float t = dm[dmo + j] * l;
            m[mo + j] = gj * l;
            dg[dgo + j] += t;
            columns[j] += t * gj;
            sums[j % PARTIAL_SUMS] += t * gj;
        }
        return sums;
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
    public void expShifted(int n, float shift, float[] x, int xo) {
        for (int i = 0; i < n; i++) {
            x[xo + i] = Exp.exp(x[xo + i] - shift);
        }
    }

    @Override
    public void adamW(int n, float clip, float b1, float b2, float keep, float step, float root, float epsilon,
                      float[] gradient, int go, float[] w, float[] m, float[] v) {
        adamWTail(0, n, clip, b1, b2, keep, step, root, epsilon, gradient, go, w, m, v);
    }

    void adamWTail(int from, int n, float clip, float b1, float b2, float keep, float step, float root,
                   float epsilon, float[] gradient, int go, float[] w, float[] m, float[] v) {
        for (int i = from; i < n; i++) {
            float g = gradient[go + i] * clip;
            float mi = Math.fma(b1, m[i], (1 - b1) * g);
            float vi = Math.fma(b2, v[i], (1 - b2) * g * g);
            m[i] = mi;
            v[i] = vi;
            w[i] = Math.fma(keep, w[i], -(step * mi / Math.fma((float) Math.sqrt(vi), root, epsilon)));
        }
    }

    @Override
    public void pack(int rows, int columns, float[] b, int bo, int ldb, float[] panels) {
        for (int p = 0; p < rows; p++) {
            for (int j = 0; j < columns; j++) {
                panels[j / PANEL * PANEL * rows + p * PANEL + j % PANEL] = b[bo + p * ldb + j];
            }
        }
    }

    @Override
    public void product(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                        int nextPanel, float[] c, int co, int ldc, boolean accumulate) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int column = bo + j / PANEL * nextPanel + j % PANEL;
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
