package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Exp} over rows. Written out each time, for the reason given at {@link VectorKernels}. */
public final class SimdExp {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private SimdExp() {}

    /** {@code y = exp(x − shift)}, 0 below −87.3 */
    static void exp(int n, float shift, float[] x, int xo, float[] y, int yo) {
        FloatVector s = broadcast(S, shift);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector v = fromArray(S, x, xo + i).sub(s);
            // min and max mind the sign of zero and NaN, six instructions each without mask registers.
            v = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
            FloatVector t = v.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
            FloatVector whole = t.sub(Exp.ROUND);
            FloatVector r = whole.fma(broadcast(S, Exp.LN2_LOW), whole.fma(broadcast(S, Exp.LN2_HIGH), v));
            FloatVector p = r.fma(broadcast(S, Exp.P5), broadcast(S, Exp.P4));
            p = p.fma(r, broadcast(S, Exp.P3));
            p = p.fma(r, broadcast(S, Exp.P2));
            p = p.fma(r, broadcast(S, Exp.P1));
            p = p.fma(r, broadcast(S, Exp.P0));
            p = p.fma(r.mul(r), r).add(1);
            p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats()
                    .sub(Exp.SMALLEST).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Exp.exp(x[xo + i] - shift);
        }
    }

    /** {@code y = 1 / (1 + exp(−x))} */
    static void sigmoid(int n, float[] x, int xo, float[] y, int yo) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector v = fromArray(S, x, xo + i).neg();
            v = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
            FloatVector t = v.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
            FloatVector whole = t.sub(Exp.ROUND);
            FloatVector r = whole.fma(broadcast(S, Exp.LN2_LOW), whole.fma(broadcast(S, Exp.LN2_HIGH), v));
            FloatVector p = r.fma(broadcast(S, Exp.P5), broadcast(S, Exp.P4));
            p = p.fma(r, broadcast(S, Exp.P3));
            p = p.fma(r, broadcast(S, Exp.P2));
            p = p.fma(r, broadcast(S, Exp.P1));
            p = p.fma(r, broadcast(S, Exp.P0));
            p = p.fma(r.mul(r), r).add(1);
            FloatVector e = p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats()
                    .sub(Exp.SMALLEST);
            broadcast(S, 1).div(e.add(1)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Exp.sigmoid(x[xo + i]);
        }
    }

    /** {@code y = x·sigmoid(x)} and its derivative */
    static void silu(int n, float[] x, int xo, float[] y, int yo, float[] slope, int so) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector v = fromArray(S, x, xo + i).neg();
            v = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
            FloatVector t = v.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
            FloatVector whole = t.sub(Exp.ROUND);
            FloatVector r = whole.fma(broadcast(S, Exp.LN2_LOW), whole.fma(broadcast(S, Exp.LN2_HIGH), v));
            FloatVector p = r.fma(broadcast(S, Exp.P5), broadcast(S, Exp.P4));
            p = p.fma(r, broadcast(S, Exp.P3));
            p = p.fma(r, broadcast(S, Exp.P2));
            p = p.fma(r, broadcast(S, Exp.P1));
            p = p.fma(r, broadcast(S, Exp.P0));
            p = p.fma(r.mul(r), r).add(1);
            FloatVector e = p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats()
                    .sub(Exp.SMALLEST);
            FloatVector s = broadcast(S, 1).div(e.add(1));
            FloatVector silu = fromArray(S, x, xo + i).mul(s);
            silu.intoArray(y, yo + i);
            silu.fma(broadcast(S, 1).sub(s), s).intoArray(slope, so + i);
        }
        for (; i < n; i++) {
            float v = x[xo + i];
            float s = Exp.sigmoid(v);
            y[yo + i] = v * s;
            slope[so + i] = Math.fma(v * s, 1 - s, s);
        }
    }

    /** {@code m[j] = exp((hi − his[j]) + (lo − los[j]))} */
    static void decay(int n, float hi, float lo, float[] his, float[] los, int ho, float[] m, int mo) {
        FloatVector h = broadcast(S, hi);
        FloatVector l = broadcast(S, lo);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector v = h.sub(fromArray(S, his, ho + i)).add(l.sub(fromArray(S, los, ho + i)));
            v = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
            FloatVector t = v.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
            FloatVector whole = t.sub(Exp.ROUND);
            FloatVector r = whole.fma(broadcast(S, Exp.LN2_LOW), whole.fma(broadcast(S, Exp.LN2_HIGH), v));
            FloatVector p = r.fma(broadcast(S, Exp.P5), broadcast(S, Exp.P4));
            p = p.fma(r, broadcast(S, Exp.P3));
            p = p.fma(r, broadcast(S, Exp.P2));
            p = p.fma(r, broadcast(S, Exp.P1));
            p = p.fma(r, broadcast(S, Exp.P0));
            p = p.fma(r.mul(r), r).add(1);
            p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats()
                    .sub(Exp.SMALLEST).intoArray(m, mo + i);
        }
        for (; i < n; i++) {
            m[mo + i] = Exp.exp((hi - his[ho + i]) + (lo - los[ho + i]));
        }
    }

    /** {@code y = softplus(x + bias)} and {@code slope = sigmoid(x + bias)}, its derivative */
    public static void softplus(int n, float[] x, int xo, float[] bias, float[] y, int yo, float[] slope, int so) {
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += W) {
            fromArray(S, x, xo + i).add(fromArray(S, bias, i)).abs().neg().intoArray(slope, so + i);
        }
        exp(bound, 0, slope, so, slope, so);
        for (i = 0; i < bound; i += W) {
            // Exp.log1p
            FloatVector u = fromArray(S, slope, so + i);
            FloatVector s = u.div(u.add(2));
            FloatVector q = s.mul(s);
            FloatVector p = q.fma(broadcast(S, Exp.L7), broadcast(S, Exp.L6));
            p = p.fma(q, broadcast(S, Exp.L5));
            p = p.fma(q, broadcast(S, Exp.L4));
            p = p.fma(q, broadcast(S, Exp.L3));
            p = p.fma(q, broadcast(S, Exp.L2));
            p = p.fma(q, broadcast(S, Exp.L1));
            p = p.fma(q, broadcast(S, Exp.L0));
            FloatVector a = fromArray(S, x, xo + i).add(fromArray(S, bias, i));
            a.intoArray(slope, so + i);
            a.max(0).add(p.mul(q).fma(s, s).mul(2)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            float a = x[xo + i] + bias[i];
            y[yo + i] = Math.max(a, 0) + Exp.log1p(Exp.exp(-Math.abs(a)));
            slope[so + i] = a;
        }
        sigmoid(n, slope, so, slope, so);
    }
}
