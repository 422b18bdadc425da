package io.statecap.model.kernel;

/**
 * Loops over contiguous floats, each named after what it computes. {@code xo} is the offset of {@code x}, {@code n}
 * the number of elements. Every implementation gives the same bits: element-wise operations are the same sequence of
 * IEEE operations, sums run over {@value #PARTIAL_SUMS} interleaved partial sums that are added in a fixed order, and
 * products accumulate over k in ascending order with fused multiply-add.
 *
 * <p>An instance belongs to one thread.
 */
public interface VectorKernels {

    /** Element i of a sum goes to partial sum {@code i % PARTIAL_SUMS}. */
    int PARTIAL_SUMS = 16;

    /** Columns of a panel of a packed right-hand side: what {@link #product} computes at once. */
    int panel();

    /** Rows that {@link #product} computes at once. */
    int tileRows();

    /** Bits of a vector: 512, 256 or 128; 32 where the kernels run as plain loops, one element at a time. */
    int bits();

    /** A second instance, for another thread. */
    VectorKernels copy();

    /** {@code Σ x} */
    float sum(int n, float[] x, int xo);

    /** {@code Σ x·y} */
    float dot(int n, float[] x, int xo, float[] y, int yo);

    /** {@code Σ x·y}, and {@code z = alpha·x} */
    float dotScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo);

    /** {@code Σ x·y}, then {@code z += alpha·y} and {@code y = alpha·x} */
    float dotAxpyScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo);

    /** {@code y = alpha·x} */
    void scale(int n, float alpha, float[] x, int xo, float[] y, int yo);

    /** {@code x = alpha·x}, then {@code y += x} */
    void scaleAdd(int n, float alpha, float[] x, int xo, float[] y, int yo);

    /** {@code y += alpha·x} */
    void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo);

    /** {@code y = alpha·x + beta·y} */
    void axpby(int n, float alpha, float[] x, int xo, float beta, float[] y, int yo);

    /** {@code z += x·y} */
    void multiplyAdd(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo);

    /** {@code z = x·y} */
    void multiply(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo);

    /** {@code y = alpha·x·w} */
    void scaleMultiply(int n, float alpha, float[] x, int xo, float[] w, int wo, float[] y, int yo);

    /** {@code y = exp(x)}, 0 below −87.3 */
    void exp(int n, float[] x, int xo, float[] y, int yo);

    /** {@code y = softplus(x + bias)} and {@code slope = sigmoid(x + bias)}, its derivative. */
    void softplus(int n, float[] x, int xo, float[] bias, int bo, float[] y, int yo, float[] slope, int so);

    /**
     * One row of a causal convolution and its SiLU: with {@code a = bias + Σ_k w[k]·x[−(taps−1−k) rows]},
     * {@code y = silu(a)} and {@code slope = silu'(a)}. Rows of {@code x} are {@code n} apart, {@code xo} is the
     * current one; {@code w} is [taps, n].
     */
    void convSilu(int n, int taps, float[] x, int xo, float[] w, float[] bias, float[] y, int yo,
                  float[] slope, int so);

    /**
     * {@code rows} rows of the convolution's backward, each {@code g = g·slope}, {@code db += g} and, for every tap,
     * {@code dw[k] += g·x[−(taps−1−k) rows]}.
     */
    void convBackward(int rows, int n, int taps, float[] g, int go, float[] slope, int so, float[] x, int xo,
                      float[] dw, float[] db);

    /**
     * Gradient of {@code rows} rows of the convolution's input, from these rows of {@code g} and the {@code ahead} rows
     * after them.
     */
    void convInputGradient(int rows, int n, int taps, int ahead, float[] g, int go, float[] w, float[] dx, int dxo);

    /** The gate: {@code v = (y + d·x)·silu(z)}. */
    void gate(int n, float[] y, int yo, float[] d, float[] x, int xo, float[] z, int zo, float[] v, int vo);

    /**
     * Backward of the gate followed by RMSNorm, first half: {@code u = y + d·x}, {@code s = silu(z)},
     * {@code slope = silu'(z)} and {@code gw = g·w} from the gradient {@code g} of the norm's output.
     */
    void gateParts(int n, float[] g, int go, float[] w, float[] y, int yo, float[] d, float[] x, int xo,
                   float[] z, int zo, float[] u, float[] s, float[] slope, float[] gw);

    /**
     * Second half: with {@code v = u·s} and {@code dv = r·gw − c·v}: {@code dw += g·v·r}, {@code dz = dv·u·slope},
     * {@code dy = dv·s}, {@code dd += dy·x}.
     */
    void gateBackward(int n, float r, float c, float[] g, int go, float[] u, float[] s, float[] slope, float[] gw,
                      float[] x, int xo, float[] dw, float[] dz, int dzo, float[] dy, int dyo, float[] dd);

    /**
     * Backward of RMSNorm, second half: {@code dx += r·w·g − c·x}, {@code dw += r·x·g}.
     */
    void normBackward(int n, float r, float c, float[] g, int go, float[] w, float[] x, int xo, float[] dx, int dxo,
                      float[] dw);

    /** {@code Σ w·x·y} */
    float dot3(int n, float[] w, float[] x, int xo, float[] y, int yo);

    /** Row of a decayed mask: {@code m[j] = g[j]·exp((hi − his[j]) + (lo − los[j]))}. */
    void decay(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go, float[] m, int mo);

    /**
     * The same row with its backward: {@code l = exp(…)}, {@code m = g·l}, {@code t = dm·l}, {@code dg += t},
     * {@code columns += t·g}.
     *
     * @return {@code Σ t·g}
     */
    float decayBackward(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go, float[] dm,
                        int dmo, float[] m, int mo, float[] dg, int dgo, float[] columns);

    /** Largest element. */
    float max(int n, float[] x, int xo);

    /** {@code x = exp(x − shift)} */
    void expShifted(int n, float shift, float[] x, int xo);

    /**
     * AdamW with decoupled decay: {@code m = b1·m + (1−b1)·g}, {@code v = b2·v + (1−b2)·g²},
     * {@code w = w·keep − step·m/(√v·root + epsilon)}, where {@code g = clip·gradient}.
     */
    void adamW(int n, float clip, float b1, float b2, float keep, float step, float root, float epsilon,
               float[] gradient, int go, float[] w, float[] m, float[] v);

    /**
     * Packs {@code b} [rows, columns], rows {@code ldb} apart, into panels of {@link #panel()} columns, each row-major
     * and contiguous. What lies beside the columns of the last panel stays as it is.
     */
    void pack(int rows, int columns, float[] b, int bo, int ldb, float[] panels);

    /**
     * {@code C [m, n] (+)= A [m, k] · B [k, n]}, with sums over k in ascending order. Element (i, p) of A is
     * {@code a[ao + i·ars + p·acs]}, one of the two strides being 1; panels of {@link #panel()} columns of B begin
     * {@code nextPanel} apart; rows of B and C are {@code ldb} and {@code ldc} apart. May read some vectors beyond the
     * ends of A and B.
     */
    void product(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb, int nextPanel,
                 float[] c, int co, int ldc, boolean accumulate);

    /** The fastest implementation that this JVM offers. */
    static VectorKernels best() {
        return VectorKernelsProvider.best();
    }
}
