package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Exp} over the whole vectors of a row. Written out each time, for the reason given at {@link SimdVectorKernels}. */
final class SimdExp {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private SimdExp() {}

    /** {@code y = exp(x − shift)}; {@code bound} is a multiple of the vector's length. */
    static void exp(int bound, float shift, float[] x, int xo, float[] y, int yo) {
        FloatVector s = broadcast(S, shift);
        for (int i = 0; i < bound; i += W) {
            FloatVector v = fromArray(S, x, xo + i).sub(s);
            // min and max mind the sign of zero and NaN, six instructions each without mask registers.
            v = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
            FloatVector t = v.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
            FloatVector n = t.sub(Exp.ROUND);
            FloatVector r = n.fma(broadcast(S, Exp.LN2_LOW), n.fma(broadcast(S, Exp.LN2_HIGH), v));
            FloatVector p = r.fma(broadcast(S, Exp.P5), broadcast(S, Exp.P4));
            p = p.fma(r, broadcast(S, Exp.P3));
            p = p.fma(r, broadcast(S, Exp.P2));
            p = p.fma(r, broadcast(S, Exp.P1));
            p = p.fma(r, broadcast(S, Exp.P0));
            p = p.fma(r.mul(r), r).add(1);
            p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats()
                    .sub(Exp.SMALLEST).intoArray(y, yo + i);
        }
    }

    /** {@code y = 1 / (1 + exp(−x))}; {@code bound} is a multiple of the vector's length. */
    static void sigmoid(int bound, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < bound; i += W) {
            FloatVector v = fromArray(S, x, xo + i).neg();
            v = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
            FloatVector t = v.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
            FloatVector n = t.sub(Exp.ROUND);
            FloatVector r = n.fma(broadcast(S, Exp.LN2_LOW), n.fma(broadcast(S, Exp.LN2_HIGH), v));
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
    }

    /** {@code y = x·sigmoid(x)} and its derivative; {@code bound} is a multiple of the vector's length. */
    static void silu(int bound, float[] x, int xo, float[] y, int yo, float[] slope, int so) {
        for (int i = 0; i < bound; i += W) {
            FloatVector v = fromArray(S, x, xo + i).neg();
            v = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
            FloatVector t = v.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
            FloatVector n = t.sub(Exp.ROUND);
            FloatVector r = n.fma(broadcast(S, Exp.LN2_LOW), n.fma(broadcast(S, Exp.LN2_HIGH), v));
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
    }

    /** {@code m[j] = exp((hi − his[j]) + (lo − los[j]))}; {@code bound} is a multiple of the vector's length. */
    static void decay(int bound, float hi, float lo, float[] his, float[] los, int ho, float[] m, int mo) {
        FloatVector h = broadcast(S, hi);
        FloatVector l = broadcast(S, lo);
        for (int i = 0; i < bound; i += W) {
            FloatVector v = h.sub(fromArray(S, his, ho + i)).add(l.sub(fromArray(S, los, ho + i)));
            v = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
            FloatVector t = v.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
            FloatVector n = t.sub(Exp.ROUND);
            FloatVector r = n.fma(broadcast(S, Exp.LN2_LOW), n.fma(broadcast(S, Exp.LN2_HIGH), v));
            FloatVector p = r.fma(broadcast(S, Exp.P5), broadcast(S, Exp.P4));
            p = p.fma(r, broadcast(S, Exp.P3));
            p = p.fma(r, broadcast(S, Exp.P2));
            p = p.fma(r, broadcast(S, Exp.P1));
            p = p.fma(r, broadcast(S, Exp.P0));
            p = p.fma(r.mul(r), r).add(1);
            p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats()
                    .sub(Exp.SMALLEST).intoArray(m, mo + i);
        }
    }
}
