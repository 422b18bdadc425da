package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.SQRT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops over contiguous floats with the Vector API, at the machine's widest vectors, each named after what it computes.
 * {@code xo} is the offset of {@code x}, {@code n} the number of elements. Every width gives the same bits: element-wise
 * operations are the same sequence of IEEE operations, sums run over {@value #PARTIAL_SUMS} interleaved partial sums
 * that are added in a fixed order, and products accumulate over k in ascending order with fused multiply-add. Elements
 * after the last whole vector are computed one by one. Uses only the part of the API that JDK 17 and all later ones have.
 *
 * <p>The compiler keeps vectors in registers only where it inlines every method that takes or returns them. It always
 * inlines the API's own methods; others only while the compiled code is small (18 000 nodes: some fifty vector
 * operations, inlined callees included), which depends on what else it happens to compile with them. Beyond that a call
 * allocates an object for each vector, megabytes a step. So no method here takes or returns a vector: loads and
 * broadcasts are written out, and {@link SimdExp} works on rows, which stay in the first-level cache between the loops.
 *
 * <p>An instance belongs to one thread.
 */
public class VectorKernels {

    /** Element i of a sum goes to partial sum {@code i % PARTIAL_SUMS}. */
    static final int PARTIAL_SUMS = 16;

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    /** Vectors that hold the partial sums; they take turns, {@code s0} always being the next. */
    private static final int VECTORS = PARTIAL_SUMS / W;

    private final float[] partial = new float[PARTIAL_SUMS + 3 * W];

    /** Bits of a vector: 512, 256 or 128. */
    public static int bits() {
        return S.vectorBitSize();
    }

    /** Elements that whole turns cover; none where a vector holds more than the partial sums. */
    private static int turns(int n) {
        return VECTORS == 1 || VECTORS == 2 || VECTORS == 4 ? n - n % PARTIAL_SUMS : 0;
    }

    /**
     * The partial sums together: halves added to each other until one is left. Written out, so that the compiler keeps
     * all of it in registers.
     */
    static float total(float[] p) {
        float a = (p[0] + p[8]) + (p[4] + p[12]);
        float b = (p[2] + p[10]) + (p[6] + p[14]);
        float c = (p[1] + p[9]) + (p[5] + p[13]);
        float d = (p[3] + p[11]) + (p[7] + p[15]);
        return (a + b) + (c + d);
    }

    /** {@code Σ x} */
    public float sum(int n, float[] x, int xo) {
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = turns(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector s = s0.add(fromArray(S, x, xo + i));
            s0 = VECTORS == 1 ? s : s1;
            s1 = VECTORS == 2 ? s : s2;
            s2 = s3;
            s3 = s;
        }
        s0.intoArray(partial, 0);
        s1.intoArray(partial, W);
        s2.intoArray(partial, 2 * W);
        s3.intoArray(partial, 3 * W);
        for (int i = bound; i < n; i++) {
            partial[i % PARTIAL_SUMS] += x[xo + i];
        }
        return total(partial);
    }

    /** {@code Σ x·y} */
    public float dot(int n, float[] x, int xo, float[] y, int yo) {
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = turns(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector s = fromArray(S, x, xo + i).fma(fromArray(S, y, yo + i), s0);
            s0 = VECTORS == 1 ? s : s1;
            s1 = VECTORS == 2 ? s : s2;
            s2 = s3;
            s3 = s;
        }
        s0.intoArray(partial, 0);
        s1.intoArray(partial, W);
        s2.intoArray(partial, 2 * W);
        s3.intoArray(partial, 3 * W);
        for (int i = bound; i < n; i++) {
            partial[i % PARTIAL_SUMS] = Math.fma(x[xo + i], y[yo + i], partial[i % PARTIAL_SUMS]);
        }
        return total(partial);
    }

    /** {@code Σ w·x·y} */
    float dot3(int n, float[] w, float[] x, int xo, float[] y, int yo) {
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = turns(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector s = fromArray(S, w, i).mul(fromArray(S, x, xo + i)).fma(fromArray(S, y, yo + i), s0);
            s0 = VECTORS == 1 ? s : s1;
            s1 = VECTORS == 2 ? s : s2;
            s2 = s3;
            s3 = s;
        }
        s0.intoArray(partial, 0);
        s1.intoArray(partial, W);
        s2.intoArray(partial, 2 * W);
        s3.intoArray(partial, 3 * W);
        for (int i = bound; i < n; i++) {
            partial[i % PARTIAL_SUMS] = Math.fma(w[i] * x[xo + i], y[yo + i], partial[i % PARTIAL_SUMS]);
        }
        return total(partial);
    }

    /** {@code Σ x·y}, and {@code z = alpha·x} */
    float dotScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        FloatVector a = broadcast(S, alpha);
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = turns(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector xi = fromArray(S, x, xo + i);
            FloatVector s = xi.fma(fromArray(S, y, yo + i), s0);
            xi.mul(a).intoArray(z, zo + i);
            s0 = VECTORS == 1 ? s : s1;
            s1 = VECTORS == 2 ? s : s2;
            s2 = s3;
            s3 = s;
        }
        s0.intoArray(partial, 0);
        s1.intoArray(partial, W);
        s2.intoArray(partial, 2 * W);
        s3.intoArray(partial, 3 * W);
        for (int i = bound; i < n; i++) {
            partial[i % PARTIAL_SUMS] = Math.fma(x[xo + i], y[yo + i], partial[i % PARTIAL_SUMS]);
            z[zo + i] = alpha * x[xo + i];
        }
        return total(partial);
    }

    /** {@code Σ x·y}, then {@code z += alpha·y} and {@code y = alpha·x} */
    float dotAxpyScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        FloatVector a = broadcast(S, alpha);
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = turns(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector xi = fromArray(S, x, xo + i);
            FloatVector yi = fromArray(S, y, yo + i);
            FloatVector s = xi.fma(yi, s0);
            yi.fma(a, fromArray(S, z, zo + i)).intoArray(z, zo + i);
            xi.mul(a).intoArray(y, yo + i);
            s0 = VECTORS == 1 ? s : s1;
            s1 = VECTORS == 2 ? s : s2;
            s2 = s3;
            s3 = s;
        }
        s0.intoArray(partial, 0);
        s1.intoArray(partial, W);
        s2.intoArray(partial, 2 * W);
        s3.intoArray(partial, 3 * W);
        for (int i = bound; i < n; i++) {
            float yi = y[yo + i];
            partial[i % PARTIAL_SUMS] = Math.fma(x[xo + i], yi, partial[i % PARTIAL_SUMS]);
            z[zo + i] = Math.fma(alpha, yi, z[zo + i]);
            y[yo + i] = alpha * x[xo + i];
        }
        return total(partial);
    }

    /**
     * The backward of {@link SimdExp#decay}: {@code l = exp(…)}, {@code m = g·l}, {@code t = dm·l}, {@code dg += t},
     * {@code columns += t·g}.
     *
     * @return {@code Σ t·g}
     */
    float decayBackward(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go, float[] dm,
                        int dmo, float[] m, int mo, float[] dg, int dgo, float[] columns) {
        SimdExp.decay(n, hi, lo, his, los, ho, m, mo);
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = turns(n);
        for (int j = 0; j < bound; j += W) {
            FloatVector e = fromArray(S, m, mo + j);
            FloatVector gj = fromArray(S, g, go + j);
            FloatVector t = fromArray(S, dm, dmo + j).mul(e);
            gj.mul(e).intoArray(m, mo + j);
            fromArray(S, dg, dgo + j).add(t).intoArray(dg, dgo + j);
            FloatVector w = t.mul(gj);
            FloatVector s = s0.add(w);
            fromArray(S, columns, j).add(w).intoArray(columns, j);
            s0 = VECTORS == 1 ? s : s1;
            s1 = VECTORS == 2 ? s : s2;
            s2 = s3;
            s3 = s;
        }
        s0.intoArray(partial, 0);
        s1.intoArray(partial, W);
        s2.intoArray(partial, 2 * W);
        s3.intoArray(partial, 3 * W);
        for (int j = bound; j < n; j++) {
            float gj = g[go + j];
            float t = dm[dmo + j] * m[mo + j];
            m[mo + j] *= gj;
            dg[dgo + j] += t;
            columns[j] += t * gj;
            partial[j % PARTIAL_SUMS] += t * gj;
        }
        return total(partial);
    }

    /** {@code y = alpha·x} */
    public void scale(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        FloatVector a = broadcast(S, alpha);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).mul(a).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = alpha * x[xo + i];
        }
    }

    /** {@code y += alpha·x} */
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        FloatVector a = broadcast(S, alpha);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).fma(a, fromArray(S, y, yo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.fma(alpha, x[xo + i], y[yo + i]);
        }
    }

    /** {@code z += x·y} */
    public void multiplyAdd(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).fma(fromArray(S, y, yo + i), fromArray(S, z, zo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = Math.fma(x[xo + i], y[yo + i], z[zo + i]);
        }
    }

    /** {@code z = x·y} */
    public void multiply(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).mul(fromArray(S, y, yo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = x[xo + i] * y[yo + i];
        }
    }

    /** {@code y = alpha·x·w} */
    void scaleMultiply(int n, float alpha, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
        FloatVector a = broadcast(S, alpha);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).mul(a).mul(fromArray(S, w, wo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = alpha * x[xo + i] * w[wo + i];
        }
    }

    /** Largest element. */
    public float max(int n, float[] x, int xo) {
        // Four, since one maximum waits for the one before: six instructions without mask registers.
        FloatVector m0 = broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector m1 = m0;
        FloatVector m2 = m0;
        FloatVector m3 = m0;
        int i = 0;
        for (; i <= n - 4 * W; i += 4 * W) {
            m0 = m0.max(fromArray(S, x, xo + i));
            m1 = m1.max(fromArray(S, x, xo + i + W));
            m2 = m2.max(fromArray(S, x, xo + i + 2 * W));
            m3 = m3.max(fromArray(S, x, xo + i + 3 * W));
        }
        float max = m0.max(m1).max(m2.max(m3)).reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    /**
     * AdamW with decoupled decay: {@code m = b1·m + (1−b1)·g}, {@code v = b2·v + (1−b2)·g²},
     * {@code w = w·keep − step·m/(√v·root + epsilon)}, where {@code g = clip·gradient}.
     */
    public void adamW(int n, float clip, float b1, float b2, float keep, float step, float root, float epsilon,
                      float[] gradient, int go, float[] w, float[] m, float[] v) {
        FloatVector rate1 = broadcast(S, 1 - b1);
        FloatVector rate2 = broadcast(S, 1 - b2);
        FloatVector roots = broadcast(S, root);
        FloatVector epsilons = broadcast(S, epsilon);
        FloatVector keeps = broadcast(S, keep);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector g = fromArray(S, gradient, go + i).mul(clip);
            FloatVector mi = fromArray(S, m, i).fma(broadcast(S, b1), rate1.mul(g));
            FloatVector vi = fromArray(S, v, i).fma(broadcast(S, b2), rate2.mul(g).mul(g));
            mi.intoArray(m, i);
            vi.intoArray(v, i);
            FloatVector update = mi.mul(step).div(vi.lanewise(SQRT).fma(roots, epsilons));
            fromArray(S, w, i).fma(keeps, update.neg()).intoArray(w, i);
        }
        for (; i < n; i++) {
            float g = gradient[go + i] * clip;
            m[i] = Math.fma(b1, m[i], (1 - b1) * g);
            v[i] = Math.fma(b2, v[i], (1 - b2) * g * g);
            w[i] = Math.fma(keep, w[i], -(step * m[i] / Math.fma((float) Math.sqrt(v[i]), root, epsilon)));
        }
    }
}
