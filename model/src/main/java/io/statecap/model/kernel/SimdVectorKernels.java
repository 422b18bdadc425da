package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.SQRT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link VectorKernels} with the Vector API, at the machine's widest vectors; {@link ScalarVectorKernels} computes the
 * elements after the last whole vector. Uses only the part of the API that JDK 17 and all later ones have.
 *
 * <p>The compiler keeps vectors in registers only where it inlines every method that takes or returns them. It always
 * inlines the API's own methods; others only while the compiled code is small (18 000 nodes: some fifty vector
 * operations, inlined callees included), which depends on what else it happens to compile with them. Beyond that a call
 * allocates an object for each vector, megabytes a step. So no method here takes or returns a vector: loads and
 * broadcasts are written out, and {@link SimdExp} works on rows, which stay in the first-level cache between the loops.
 */
final class SimdVectorKernels implements VectorKernels {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private final ScalarVectorKernels tail = new ScalarVectorKernels();
    private final SimdSums sums = new SimdSums();
    private final SimdTiles tiles = new SimdTiles();

    @Override
    public int panel() {
        return SimdTiles.COLUMNS;
    }

    @Override
    public int tileRows() {
        return SimdTiles.ROWS;
    }

    @Override
    public int bits() {
        return S.vectorBitSize();
    }

    @Override
    public VectorKernels copy() {
        return new SimdVectorKernels();
    }

    @Override
    public float sum(int n, float[] x, int xo) {
        return sums.sum(n, x, xo);
    }

    @Override
    public float dot(int n, float[] x, int xo, float[] y, int yo) {
        return sums.dot(n, x, xo, y, yo);
    }

    @Override
    public float dot3(int n, float[] w, float[] x, int xo, float[] y, int yo) {
        return sums.dot3(n, w, x, xo, y, yo);
    }

    @Override
    public float dotScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        return sums.dotScale(n, alpha, x, xo, y, yo, z, zo);
    }

    @Override
    public float dotAxpyScale(int n, float alpha, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        return sums.dotAxpyScale(n, alpha, x, xo, y, yo, z, zo);
    }

    @Override
    public float decayBackward(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go,
                               float[] dm, int dmo, float[] m, int mo, float[] dg, int dgo, float[] columns) {
        return sums.decayBackward(n, hi, lo, his, los, ho, g, go, dm, dmo, m, mo, dg, dgo, columns);
    }

    @Override
    public void scale(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        FloatVector a = broadcast(S, alpha);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).mul(a).intoArray(y, yo + i);
        }
        tail.scale(n - i, alpha, x, xo + i, y, yo + i);
    }

    @Override
    public void scaleAdd(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        FloatVector a = broadcast(S, alpha);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector xi = fromArray(S, x, xo + i).mul(a);
            xi.intoArray(x, xo + i);
            fromArray(S, y, yo + i).add(xi).intoArray(y, yo + i);
        }
        tail.scaleAdd(n - i, alpha, x, xo + i, y, yo + i);
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        FloatVector a = broadcast(S, alpha);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).fma(a, fromArray(S, y, yo + i)).intoArray(y, yo + i);
        }
        tail.axpy(n - i, alpha, x, xo + i, y, yo + i);
    }

    @Override
    public void axpby(int n, float alpha, float[] x, int xo, float beta, float[] y, int yo) {
        FloatVector a = broadcast(S, alpha);
        FloatVector b = broadcast(S, beta);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).fma(a, fromArray(S, y, yo + i).mul(b)).intoArray(y, yo + i);
        }
        tail.axpby(n - i, alpha, x, xo + i, beta, y, yo + i);
    }

    @Override
    public void multiplyAdd(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).fma(fromArray(S, y, yo + i), fromArray(S, z, zo + i)).intoArray(z, zo + i);
        }
        tail.multiplyAdd(n - i, x, xo + i, y, yo + i, z, zo + i);
    }

    @Override
    public void multiply(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).mul(fromArray(S, y, yo + i)).intoArray(z, zo + i);
        }
        tail.multiply(n - i, x, xo + i, y, yo + i, z, zo + i);
    }

    @Override
    public void scaleMultiply(int n, float alpha, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
        FloatVector a = broadcast(S, alpha);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, x, xo + i).mul(a).mul(fromArray(S, w, wo + i)).intoArray(y, yo + i);
        }
        tail.scaleMultiply(n - i, alpha, x, xo + i, w, wo + i, y, yo + i);
    }

    @Override
    public void exp(int n, float[] x, int xo, float[] y, int yo) {
        int bound = S.loopBound(n);
        SimdExp.exp(bound, 0, x, xo, y, yo);
        tail.exp(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void softplus(int n, float[] x, int xo, float[] bias, int bo, float[] y, int yo, float[] slope, int so) {
        int bound = S.loopBound(n);
        for (int i = 0; i < bound; i += W) {
            fromArray(S, x, xo + i).add(fromArray(S, bias, bo + i)).abs().neg().intoArray(slope, so + i);
        }
        SimdExp.exp(bound, 0, slope, so, slope, so);
        for (int i = 0; i < bound; i += W) {
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
            FloatVector a = fromArray(S, x, xo + i).add(fromArray(S, bias, bo + i));
            a.intoArray(slope, so + i);
            a.max(0).add(p.mul(q).fma(s, s).mul(2)).intoArray(y, yo + i);
        }
        SimdExp.sigmoid(bound, slope, so, slope, so);
        tail.softplus(n - bound, x, xo + bound, bias, bo + bound, y, yo + bound, slope, so + bound);
    }

    @Override
    public void convSilu(int n, int taps, float[] x, int xo, float[] w, float[] bias, float[] y, int yo,
                         float[] slope, int so) {
        int done = SimdConv.silu(n, taps, x, xo, w, bias, y, yo, slope, so);
        tail.convSiluTail(done, n, taps, x, xo, w, bias, y, yo, slope, so);
    }

    @Override
    public void convBackward(int rows, int n, int taps, float[] g, int go, float[] slope, int so, float[] x, int xo,
                             float[] dw, float[] db) {
        int row = 0;
        for (int last = taps == SimdConv.TAPS ? rows - 4 : -1; row <= last; row += 4) {
            int o = row * n;
            int done = SimdConv.backward4(n, g, go + o, slope, so + o, x, xo + o, dw, db);
            for (int i = o; i < o + 4 * n; i += n) {
                tail.convBackwardTail(done, n, taps, g, go + i, slope, so + i, x, xo + i, dw, db);
            }
        }
        for (; row < rows; row++) {
            int o = row * n;
            int done = SimdConv.backward(n, taps, g, go + o, slope, so + o, x, xo + o, dw, db);
            tail.convBackwardTail(done, n, taps, g, go + o, slope, so + o, x, xo + o, dw, db);
        }
    }

    @Override
    public void convInputGradient(int rows, int n, int taps, int ahead, float[] g, int go, float[] w, float[] dx,
                                  int dxo) {
        int row = 0;
        for (int last = taps == SimdConv.TAPS ? rows + Math.min(ahead, 3) - 7 : -1; row <= last; row += 4) {
            int o = row * n;
            int done = SimdConv.inputGradient4(n, g, go + o, w, dx, dxo + o);
            for (int i = o; i < o + 4 * n; i += n) {
                tail.convInputGradientTail(done, n, taps, taps - 1, g, go + i, w, dx, dxo + i);
            }
        }
        for (; row < rows; row++) {
            int o = row * n;
            int after = Math.min(taps - 1, rows - 1 - row + ahead);
            int done = SimdConv.inputGradient(n, taps, after, g, go + o, w, dx, dxo + o);
            tail.convInputGradientTail(done, n, taps, after, g, go + o, w, dx, dxo + o);
        }
    }

    @Override
    public void gate(int n, float[] y, int yo, float[] d, float[] x, int xo, float[] z, int zo, float[] v, int vo) {
        int bound = S.loopBound(n);
        SimdExp.sigmoid(bound, z, zo, v, vo);
        for (int i = 0; i < bound; i += W) {
            FloatVector u = fromArray(S, d, i).fma(fromArray(S, x, xo + i), fromArray(S, y, yo + i));
            u.mul(fromArray(S, z, zo + i).mul(fromArray(S, v, vo + i))).intoArray(v, vo + i);
        }
        tail.gateTail(bound, n, y, yo, d, x, xo, z, zo, v, vo);
    }

    @Override
    public void gateParts(int n, float[] g, int go, float[] w, float[] y, int yo, float[] d, float[] x, int xo,
                          float[] z, int zo, float[] u, float[] s, float[] slope, float[] gw) {
        int bound = S.loopBound(n);
        SimdExp.silu(bound, z, zo, s, 0, slope, 0);
        for (int i = 0; i < bound; i += W) {
            fromArray(S, d, i).fma(fromArray(S, x, xo + i), fromArray(S, y, yo + i)).intoArray(u, i);
            fromArray(S, g, go + i).mul(fromArray(S, w, i)).intoArray(gw, i);
        }
        tail.gatePartsTail(bound, n, g, go, w, y, yo, d, x, xo, z, zo, u, s, slope, gw);
    }

    @Override
    public void gateBackward(int n, float r, float c, float[] g, int go, float[] u, float[] s, float[] slope,
                             float[] gw, float[] x, int xo, float[] dw, float[] dz, int dzo, float[] dy, int dyo,
                             float[] dd) {
        FloatVector rr = broadcast(S, r);
        FloatVector cc = broadcast(S, c);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector ui = fromArray(S, u, i);
            FloatVector si = fromArray(S, s, i);
            FloatVector v = ui.mul(si);
            FloatVector dv = fromArray(S, gw, i).fma(rr, v.mul(cc).neg());
            FloatVector dyi = dv.mul(si);
            fromArray(S, g, go + i).fma(v.mul(rr), fromArray(S, dw, i)).intoArray(dw, i);
            dv.mul(ui).mul(fromArray(S, slope, i)).intoArray(dz, dzo + i);
            dyi.intoArray(dy, dyo + i);
            dyi.fma(fromArray(S, x, xo + i), fromArray(S, dd, i)).intoArray(dd, i);
        }
        tail.gateBackwardTail(i, n, r, c, g, go, u, s, slope, gw, x, xo, dw, dz, dzo, dy, dyo, dd);
    }

    @Override
    public void normBackward(int n, float r, float c, float[] g, int go, float[] w, float[] x, int xo, float[] dx,
                             int dxo, float[] dw) {
        FloatVector rr = broadcast(S, r);
        FloatVector cc = broadcast(S, c);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector gi = fromArray(S, g, go + i);
            FloatVector xi = fromArray(S, x, xo + i);
            fromArray(S, dx, dxo + i).add(fromArray(S, w, i).mul(rr).fma(gi, xi.mul(cc).neg())).intoArray(dx, dxo + i);
            xi.mul(rr).fma(gi, fromArray(S, dw, i)).intoArray(dw, i);
        }
        tail.normBackwardTail(i, n, r, c, g, go, w, x, xo, dx, dxo, dw);
    }

    @Override
    public void decay(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go, float[] m,
                      int mo) {
        int bound = S.loopBound(n);
        SimdExp.decay(bound, hi, lo, his, los, ho, m, mo);
        for (int j = 0; j < bound; j += W) {
            fromArray(S, g, go + j).mul(fromArray(S, m, mo + j)).intoArray(m, mo + j);
        }
        tail.decay(n - bound, hi, lo, his, los, ho + bound, g, go + bound, m, mo + bound);
    }

    @Override
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
        return Math.max(max, tail.max(n - i, x, xo + i));
    }

    @Override
    public void expShifted(int n, float shift, float[] x, int xo) {
        int bound = S.loopBound(n);
        SimdExp.exp(bound, shift, x, xo, x, xo);
        tail.expShifted(n - bound, shift, x, xo + bound);
    }

    @Override
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
        tail.adamWTail(i, n, clip, b1, b2, keep, step, root, epsilon, gradient, go, w, m, v);
    }

    @Override
    public void pack(int rows, int columns, float[] b, int bo, int ldb, float[] panels) {
        SimdTiles.pack(rows, columns, b, bo, ldb, panels);
    }

    @Override
    public void product(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                        int nextPanel, float[] c, int co, int ldc, boolean accumulate) {
        tiles.product(m, n, k, a, ao, ars, acs, b, bo, ldb, nextPanel, c, co, ldc, accumulate);
    }
}
