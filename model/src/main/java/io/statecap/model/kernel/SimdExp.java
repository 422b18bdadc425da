package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Exp}, lane by lane. These are the only methods of this project that take or return vectors, for the reason
 * given at {@link SimdVectorKernels}; loops call them first.
 */
final class SimdExp {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    private SimdExp() {}

    /** {@link Exp#exp} */
    static FloatVector exp(FloatVector v) {
        // min and max mind the sign of zero and NaN, which takes x86 six instructions each without mask registers.
        FloatVector x = v.blend(Exp.HIGH, v.compare(GT, Exp.HIGH)).blend(Exp.LOW, v.compare(LT, Exp.LOW));
        FloatVector t = x.fma(broadcast(S, Exp.LOG2_E), broadcast(S, Exp.ROUND));
        FloatVector n = t.sub(Exp.ROUND);
        FloatVector r = n.fma(broadcast(S, Exp.LN2_LOW), n.fma(broadcast(S, Exp.LN2_HIGH), x));
        FloatVector p = r.fma(broadcast(S, Exp.P5), broadcast(S, Exp.P4));
        p = p.fma(r, broadcast(S, Exp.P3));
        p = p.fma(r, broadcast(S, Exp.P2));
        p = p.fma(r, broadcast(S, Exp.P1));
        p = p.fma(r, broadcast(S, Exp.P0));
        p = p.fma(r.mul(r), r).add(1);
        return p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats()
                .sub(Exp.SMALLEST);
    }

    /** {@link Exp#sigmoid} */
    static FloatVector sigmoid(FloatVector x) {
        return broadcast(S, 1).div(exp(x.neg()).add(1));
    }
}
