package io.statecap.model.kernel;

import static io.statecap.model.kernel.VectorKernels.PARTIAL_SUMS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums with the Vector API, over {@link VectorKernels#PARTIAL_SUMS} partial sums at every width: in one, two or four
 * vectors, which take turns, {@code s0} always being the next.
 */
final class SimdSums {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    private static final int VECTORS = PARTIAL_SUMS / W;

    private final ScalarVectorKernels tail = new ScalarVectorKernels();
    private final float[] partial = new float[PARTIAL_SUMS + 3 * W];

    /** Elements that whole turns cover; none where a vector holds more than the partial sums. */
    private static int bound(int n) {
        return VECTORS == 1 || VECTORS == 2 || VECTORS == 4 ? n - n % PARTIAL_SUMS : 0;
    }

    float sum(int n, float[] x, int xo) {
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = bound(n);
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
        return ScalarVectorKernels.total(tail.sumTail(bound, n, x, xo, partial));
    }

    float dot(int n, float[] x, int xo, float[] y, int yo) {
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = bound(n);
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
        return ScalarVectorKernels.total(tail.dotTail(bound, n, x, xo, y, yo, partial));
    }

    float dot3(int n, float[] w, float[] x, int xo, float[] y, int yo) {
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = bound(n);
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
        return ScalarVectorKernels.total(tail.dot3Tail(bound, n, w, x, xo, y, yo, partial));
    }

    float dotScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        FloatVector a = broadcast(S, alpha);
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = bound(n);
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
        return ScalarVectorKernels.total(tail.dotScaleTail(bound, n, alpha, x, xo, y, yo, z, zo, partial));
    }

    float dotAxpyScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        FloatVector a = broadcast(S, alpha);
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = bound(n);
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
        return ScalarVectorKernels.total(tail.dotAxpyScaleTail(bound, n, alpha, x, xo, y, yo, z, zo, partial));
    }

    float decayBackward(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go, float[] dm,
                        int dmo, float[] m, int mo, float[] dg, int dgo, float[] columns) {
        int bound = bound(n);
        SimdExp.decay(bound, hi, lo, his, los, ho, m, mo);
        FloatVector s0 = broadcast(S, 0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
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
        return ScalarVectorKernels.total(tail.decayBackwardTail(bound, n, hi, lo, his, los, ho, g, go, dm, dmo, m, mo,
                dg, dgo, columns, partial));
    }
}
