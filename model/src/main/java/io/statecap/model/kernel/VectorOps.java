package io.statecap.model.kernel;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.SQRT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Ops} with the Vector API, at the machine's widest vectors; whatever is left of a row after the last whole
 * vector is {@link ScalarOps}' work. Of the API it uses only what JDK 17 and all later ones have.
 */
final class VectorOps implements Ops {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int W = SPECIES.length();
    /** Vectors that hold the partial sums; a step of a summing loop covers all of them. */
    private static final int VECTORS = Math.max(1, PARTIAL_SUMS / W);

    private final ScalarOps tail = new ScalarOps();
    private final float[] partial = new float[PARTIAL_SUMS + W];
    private final float[] edge = new float[TILE_ROWS * 2 * W];

    @Override
    public int panel() {
        return 2 * W;
    }

    @Override
    public String name() {
        return "vector-" + SPECIES.vectorBitSize();
    }

    @Override
    public Ops copy() {
        return new VectorOps();
    }

    private static FloatVector load(float[] x, int o) {
        return FloatVector.fromArray(SPECIES, x, o);
    }

    private static FloatVector all(float x) {
        return FloatVector.broadcast(SPECIES, x);
    }

    /** {@link Exp#exp}, lane by lane. */
    private static FloatVector exp(FloatVector v) {
        FloatVector x = v.min(Exp.HIGH).max(Exp.LOW);
        FloatVector t = x.fma(all(Exp.LOG2_E), all(Exp.ROUND));
        FloatVector n = t.sub(Exp.ROUND);
        FloatVector r = n.fma(all(Exp.LN2_LOW), n.fma(all(Exp.LN2_HIGH), x));
        FloatVector p = r.fma(all(Exp.P5), all(Exp.P4));
        p = p.fma(r, all(Exp.P3));
        p = p.fma(r, all(Exp.P2));
        p = p.fma(r, all(Exp.P1));
        p = p.fma(r, all(Exp.P0));
        p = p.fma(r.mul(r), r).add(1);
        return p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats()
                .sub(Exp.SMALLEST);
    }

    /** {@link Exp#sigmoid}, lane by lane. */
    private static FloatVector sigmoid(FloatVector x) {
        return all(1).div(exp(x.neg()).add(1));
    }

    /** {@link Exp#log1p}, lane by lane. */
    private static FloatVector log1p(FloatVector u) {
        FloatVector s = u.div(u.add(2));
        FloatVector q = s.mul(s);
        FloatVector p = q.fma(all(Exp.L7), all(Exp.L6));
        p = p.fma(q, all(Exp.L5));
        p = p.fma(q, all(Exp.L4));
        p = p.fma(q, all(Exp.L3));
        p = p.fma(q, all(Exp.L2));
        p = p.fma(q, all(Exp.L1));
        p = p.fma(q, all(Exp.L0));
        return p.mul(q).fma(s, s).mul(2);
    }

    /** Elements that whole steps of {@link #PARTIAL_SUMS} cover; none where a vector is wider than that. */
    private static int sumBound(int n) {
        return W <= PARTIAL_SUMS && VECTORS <= 4 ? n - n % PARTIAL_SUMS : 0;
    }

    private float[] partials(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
        s0.intoArray(partial, 0);
        if (VECTORS > 1) {
            s1.intoArray(partial, W);
        }
        if (VECTORS > 2) {
            s2.intoArray(partial, 2 * W);
            s3.intoArray(partial, 3 * W);
        }
        return partial;
    }

    @Override
    public float sum(int n, float[] x, int xo) {
        FloatVector s0 = all(0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = sumBound(n);
        for (int i = 0; i < bound; i += PARTIAL_SUMS) {
            s0 = s0.add(load(x, xo + i));
            if (VECTORS > 1) {
                s1 = s1.add(load(x, xo + i + W));
            }
            if (VECTORS > 2) {
                s2 = s2.add(load(x, xo + i + 2 * W));
                s3 = s3.add(load(x, xo + i + 3 * W));
            }
        }
        return ScalarOps.total(tail.sumTail(bound, n, x, xo, partials(s0, s1, s2, s3)));
    }

    @Override
    public float dot(int n, float[] x, int xo, float[] y, int yo) {
        FloatVector s0 = all(0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = sumBound(n);
        for (int i = 0; i < bound; i += PARTIAL_SUMS) {
            s0 = load(x, xo + i).fma(load(y, yo + i), s0);
            if (VECTORS > 1) {
                s1 = load(x, xo + i + W).fma(load(y, yo + i + W), s1);
            }
            if (VECTORS > 2) {
                s2 = load(x, xo + i + 2 * W).fma(load(y, yo + i + 2 * W), s2);
                s3 = load(x, xo + i + 3 * W).fma(load(y, yo + i + 3 * W), s3);
            }
        }
        return ScalarOps.total(tail.dotTail(bound, n, x, xo, y, yo, partials(s0, s1, s2, s3)));
    }

    @Override
    public float dot3(int n, float[] w, float[] x, int xo, float[] y, int yo) {
        FloatVector s0 = all(0);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int bound = sumBound(n);
        for (int i = 0; i < bound; i += PARTIAL_SUMS) {
            s0 = load(w, i).mul(load(x, xo + i)).fma(load(y, yo + i), s0);
            if (VECTORS > 1) {
                s1 = load(w, i + W).mul(load(x, xo + i + W)).fma(load(y, yo + i + W), s1);
            }
            if (VECTORS > 2) {
                s2 = load(w, i + 2 * W).mul(load(x, xo + i + 2 * W)).fma(load(y, yo + i + 2 * W), s2);
                s3 = load(w, i + 3 * W).mul(load(x, xo + i + 3 * W)).fma(load(y, yo + i + 3 * W), s3);
            }
        }
        return ScalarOps.total(tail.dot3Tail(bound, n, w, x, xo, y, yo, partials(s0, s1, s2, s3)));
    }

    @Override
    public void scale(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        FloatVector a = all(alpha);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            load(x, xo + i).mul(a).intoArray(y, yo + i);
        }
        tail.scale(n - i, alpha, x, xo + i, y, yo + i);
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        FloatVector a = all(alpha);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            load(x, xo + i).fma(a, load(y, yo + i)).intoArray(y, yo + i);
        }
        tail.axpy(n - i, alpha, x, xo + i, y, yo + i);
    }

    @Override
    public void axpby(int n, float alpha, float[] x, int xo, float beta, float[] y, int yo) {
        FloatVector a = all(alpha);
        FloatVector b = all(beta);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            load(x, xo + i).fma(a, load(y, yo + i).mul(b)).intoArray(y, yo + i);
        }
        tail.axpby(n - i, alpha, x, xo + i, beta, y, yo + i);
    }

    @Override
    public void multiplyAdd(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            load(x, xo + i).fma(load(y, yo + i), load(z, zo + i)).intoArray(z, zo + i);
        }
        tail.multiplyAdd(n - i, x, xo + i, y, yo + i, z, zo + i);
    }

    @Override
    public void multiply(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            load(x, xo + i).mul(load(y, yo + i)).intoArray(z, zo + i);
        }
        tail.multiply(n - i, x, xo + i, y, yo + i, z, zo + i);
    }

    @Override
    public void scaleMultiply(int n, float alpha, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
        FloatVector a = all(alpha);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            load(x, xo + i).mul(a).mul(load(w, wo + i)).intoArray(y, yo + i);
        }
        tail.scaleMultiply(n - i, alpha, x, xo + i, w, wo + i, y, yo + i);
    }

    @Override
    public void exp(int n, float[] x, int xo, float[] y, int yo) {
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            exp(load(x, xo + i)).intoArray(y, yo + i);
        }
        tail.exp(n - i, x, xo + i, y, yo + i);
    }

    @Override
    public void softplus(int n, float[] x, int xo, float[] bias, int bo, float[] y, int yo, float[] slope, int so) {
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector a = load(x, xo + i).add(load(bias, bo + i));
            a.max(0).add(log1p(exp(a.abs().neg()))).intoArray(y, yo + i);
            sigmoid(a).intoArray(slope, so + i);
        }
        tail.softplus(n - i, x, xo + i, bias, bo + i, y, yo + i, slope, so + i);
    }

    @Override
    public void convSilu(int n, int taps, float[] x, int xo, float[] w, float[] bias, float[] y, int yo,
                         float[] slope, int so) {
        int i = 0;
        int oldest = xo - (taps - 1) * n;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector a = load(bias, i);
            for (int k = 0; k < taps; k++) {
                a = load(w, k * n + i).fma(load(x, oldest + k * n + i), a);
            }
            FloatVector s = sigmoid(a);
            FloatVector silu = a.mul(s);
            silu.intoArray(y, yo + i);
            silu.fma(all(1).sub(s), s).intoArray(slope, so + i);
        }
        tail.convSiluTail(i, n, taps, x, xo, w, bias, y, yo, slope, so);
    }

    @Override
    public void convBackward(int n, int taps, float[] g, int go, float[] slope, int so, float[] x, int xo, float[] dw,
                             float[] db) {
        int i = 0;
        int oldest = xo - (taps - 1) * n;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector gi = load(g, go + i).mul(load(slope, so + i));
            gi.intoArray(g, go + i);
            load(db, i).add(gi).intoArray(db, i);
            for (int k = 0; k < taps; k++) {
                gi.fma(load(x, oldest + k * n + i), load(dw, k * n + i)).intoArray(dw, k * n + i);
            }
        }
        tail.convBackwardTail(i, n, taps, g, go, slope, so, x, xo, dw, db);
    }

    @Override
    public void convInputGradient(int n, int taps, int ahead, float[] g, int go, float[] w, float[] dx, int dxo) {
        int i = 0;
        int newest = (taps - 1) * n;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector sum = load(g, go + i).mul(load(w, newest + i));
            for (int row = 1; row <= ahead; row++) {
                sum = load(g, go + row * n + i).fma(load(w, newest - row * n + i), sum);
            }
            sum.intoArray(dx, dxo + i);
        }
        tail.convInputGradientTail(i, n, taps, ahead, g, go, w, dx, dxo);
    }

    @Override
    public void gate(int n, float[] y, int yo, float[] d, float[] x, int xo, float[] z, int zo, float[] v, int vo) {
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector zi = load(z, zo + i);
            FloatVector u = load(d, i).fma(load(x, xo + i), load(y, yo + i));
            u.mul(zi.mul(sigmoid(zi))).intoArray(v, vo + i);
        }
        tail.gateTail(i, n, y, yo, d, x, xo, z, zo, v, vo);
    }

    @Override
    public void gateParts(int n, float[] g, int go, float[] w, float[] y, int yo, float[] d, float[] x, int xo,
                          float[] z, int zo, float[] u, float[] s, float[] slope, float[] gw) {
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector zi = load(z, zo + i);
            FloatVector sigmoid = sigmoid(zi);
            FloatVector silu = zi.mul(sigmoid);
            load(d, i).fma(load(x, xo + i), load(y, yo + i)).intoArray(u, i);
            silu.intoArray(s, i);
            silu.fma(all(1).sub(sigmoid), sigmoid).intoArray(slope, i);
            load(g, go + i).mul(load(w, i)).intoArray(gw, i);
        }
        tail.gatePartsTail(i, n, g, go, w, y, yo, d, x, xo, z, zo, u, s, slope, gw);
    }

    @Override
    public void gateBackward(int n, float r, float c, float[] g, int go, float[] u, float[] s, float[] slope,
                             float[] gw, float[] x, int xo, float[] dw, float[] dz, int dzo, float[] dy, int dyo,
                             float[] dd) {
        FloatVector rr = all(r);
        FloatVector cc = all(c);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector ui = load(u, i);
            FloatVector si = load(s, i);
            FloatVector v = ui.mul(si);
            FloatVector dv = load(gw, i).fma(rr, v.mul(cc).neg());
            FloatVector dyi = dv.mul(si);
            load(g, go + i).fma(v.mul(rr), load(dw, i)).intoArray(dw, i);
            dv.mul(ui).mul(load(slope, i)).intoArray(dz, dzo + i);
            dyi.intoArray(dy, dyo + i);
            dyi.fma(load(x, xo + i), load(dd, i)).intoArray(dd, i);
        }
        tail.gateBackwardTail(i, n, r, c, g, go, u, s, slope, gw, x, xo, dw, dz, dzo, dy, dyo, dd);
    }

    @Override
    public void normBackward(int n, float r, float c, float[] g, int go, float[] w, float[] x, int xo, float[] dx,
                             int dxo, float[] dw) {
        FloatVector rr = all(r);
        FloatVector cc = all(c);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector gi = load(g, go + i);
            FloatVector xi = load(x, xo + i);
            load(dx, dxo + i).add(load(w, i).mul(rr).fma(gi, xi.mul(cc).neg())).intoArray(dx, dxo + i);
            xi.mul(rr).fma(gi, load(dw, i)).intoArray(dw, i);
        }
        tail.normBackwardTail(i, n, r, c, g, go, w, x, xo, dx, dxo, dw);
    }

    @Override
    public void decay(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go, float[] m,
                      int mo) {
        FloatVector h = all(hi);
        FloatVector l = all(lo);
        int j = 0;
        for (int bound = SPECIES.loopBound(n); j < bound; j += W) {
            FloatVector e = exp(h.sub(load(his, ho + j)).add(l.sub(load(los, ho + j))));
            load(g, go + j).mul(e).intoArray(m, mo + j);
        }
        tail.decay(n - j, hi, lo, his, los, ho + j, g, go + j, m, mo + j);
    }

    @Override
    public void decayBackward(int n, float hi, float lo, float[] his, float[] los, int ho, float[] g, int go,
                              float[] dm, int dmo, float[] m, int mo, float[] dg, int dgo) {
        FloatVector h = all(hi);
        FloatVector l = all(lo);
        int j = 0;
        for (int bound = SPECIES.loopBound(n); j < bound; j += W) {
            FloatVector e = exp(h.sub(load(his, ho + j)).add(l.sub(load(los, ho + j))));
            FloatVector gj = load(g, go + j);
            FloatVector t = load(dm, dmo + j).mul(e);
            gj.mul(e).intoArray(m, mo + j);
            load(dg, dgo + j).add(t).intoArray(dg, dgo + j);
            t.mul(gj).intoArray(dm, dmo + j);
        }
        tail.decayBackward(n - j, hi, lo, his, los, ho + j, g, go + j, dm, dmo + j, m, mo + j, dg, dgo + j);
    }

    @Override
    public float max(int n, float[] x, int xo) {
        FloatVector max = all(Float.NEGATIVE_INFINITY);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            max = max.max(load(x, xo + i));
        }
        return Math.max(max.reduceLanes(VectorOperators.MAX), tail.max(n - i, x, xo + i));
    }

    @Override
    public void expShifted(int n, float shift, float[] x, int xo) {
        FloatVector s = all(shift);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            exp(load(x, xo + i).sub(s)).intoArray(x, xo + i);
        }
        tail.expShifted(n - i, shift, x, xo + i);
    }

    @Override
    public void adamW(int n, float clip, float b1, float b2, float keep, float step, float root, float epsilon,
                      float[] gradient, int go, float[] w, float[] m, float[] v) {
        FloatVector rate1 = all(1 - b1);
        FloatVector rate2 = all(1 - b2);
        FloatVector roots = all(root);
        FloatVector epsilons = all(epsilon);
        FloatVector keeps = all(keep);
        int i = 0;
        for (int bound = SPECIES.loopBound(n); i < bound; i += W) {
            FloatVector g = load(gradient, go + i).mul(clip);
            FloatVector mi = load(m, i).fma(all(b1), rate1.mul(g));
            FloatVector vi = load(v, i).fma(all(b2), rate2.mul(g).mul(g));
            mi.intoArray(m, i);
            vi.intoArray(v, i);
            FloatVector update = mi.mul(step).div(vi.lanewise(SQRT).fma(roots, epsilons));
            load(w, i).fma(keeps, update.neg()).intoArray(w, i);
        }
        tail.adamWTail(i, n, clip, b1, b2, keep, step, root, epsilon, gradient, go, w, m, v);
    }

    @Override
    public void tile(int rows, int columns, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                     float[] c, int co, int ldc, boolean accumulate) {
        boolean direct = !accumulate && columns % W == 0;
        float[] target = direct ? c : edge;
        int to = direct ? co : 0;
        int ldt = direct ? ldc : 2 * W;
        if (columns > W) {
            wide(rows, k, a, ao, ars, acs, b, bo, ldb, target, to, ldt);
        } else {
            narrow(rows, k, a, ao, ars, acs, b, bo, ldb, target, to, ldt);
        }
        if (!direct) {
            copyEdge(rows, columns, c, co, ldc, accumulate);
        }
    }

    /**
     * What the kernels do not do themselves, so that they stay small enough to be compiled whole: adding, and leaving
     * alone what lies beyond the last column.
     */
    private void copyEdge(int rows, int columns, float[] c, int co, int ldc, boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            int from = i * 2 * W;
            int to = co + i * ldc;
            int j = 0;
            if (accumulate) {
                for (; j + W <= columns; j += W) {
                    load(c, to + j).add(load(edge, from + j)).intoArray(c, to + j);
                }
                for (; j < columns; j++) {
                    c[to + j] += edge[from + j];
                }
            } else {
                for (; j < columns; j++) {
                    c[to + j] = edge[from + j];
                }
            }
        }
    }

    /** Tiles of 8 x 2 vectors need 19 registers: machines with 256-bit vectors have 16, and take two of 4 x 2. */
    private static final boolean TALL = W != 8;

    private static void wide(int rows, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                             float[] c, int co, int ldc) {
        int i = 0;
        if (TALL && rows == TILE_ROWS) {
            tile8x2(k, a, ao, ars, acs, b, bo, ldb, c, co, ldc);
            return;
        }
        for (; i + 4 <= rows; i += 4) {
            tile4x2(k, a, ao + i * ars, ars, acs, b, bo, ldb, c, co + i * ldc, ldc);
        }
        for (; i < rows; i++) {
            tile1x2(k, a, ao + i * ars, acs, b, bo, ldb, c, co + i * ldc);
        }
    }

    private static void narrow(int rows, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                               float[] c, int co, int ldc) {
        int i = 0;
        for (; i + 8 <= rows; i += 8) {
            tile8x1(k, a, ao + i * ars, ars, acs, b, bo, ldb, c, co + i * ldc, ldc);
        }
        for (; i < rows; i++) {
            tile1x1(k, a, ao + i * ars, acs, b, bo, ldb, c, co + i * ldc);
        }
    }

    private static void store(FloatVector left, FloatVector right, float[] c, int co) {
        left.intoArray(c, co);
        right.intoArray(c, co + W);
    }

    private static void tile8x2(int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb, float[] c,
                                int co, int ldc) {
        FloatVector c00 = all(0);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        FloatVector c40 = c00;
        FloatVector c41 = c00;
        FloatVector c50 = c00;
        FloatVector c51 = c00;
        FloatVector c60 = c00;
        FloatVector c61 = c00;
        FloatVector c70 = c00;
        FloatVector c71 = c00;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = load(b, bo);
            FloatVector b1 = load(b, bo + W);
            FloatVector x = all(a[ao]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = all(a[ao + ars]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = all(a[ao + 2 * ars]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = all(a[ao + 3 * ars]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = all(a[ao + 4 * ars]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = all(a[ao + 5 * ars]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = all(a[ao + 6 * ars]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = all(a[ao + 7 * ars]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            ao += acs;
            bo += ldb;
        }
        store(c00, c01, c, co);
        store(c10, c11, c, co + ldc);
        store(c20, c21, c, co + 2 * ldc);
        store(c30, c31, c, co + 3 * ldc);
        store(c40, c41, c, co + 4 * ldc);
        store(c50, c51, c, co + 5 * ldc);
        store(c60, c61, c, co + 6 * ldc);
        store(c70, c71, c, co + 7 * ldc);
    }

    private static void tile4x2(int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb, float[] c,
                                int co, int ldc) {
        FloatVector c00 = all(0);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = load(b, bo);
            FloatVector b1 = load(b, bo + W);
            FloatVector x = all(a[ao]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = all(a[ao + ars]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = all(a[ao + 2 * ars]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = all(a[ao + 3 * ars]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            ao += acs;
            bo += ldb;
        }
        store(c00, c01, c, co);
        store(c10, c11, c, co + ldc);
        store(c20, c21, c, co + 2 * ldc);
        store(c30, c31, c, co + 3 * ldc);
    }

    private static void tile1x2(int k, float[] a, int ao, int acs, float[] b, int bo, int ldb, float[] c, int co) {
        FloatVector c0 = all(0);
        FloatVector c1 = c0;
        for (int p = 0; p < k; p++) {
            FloatVector x = all(a[ao]);
            c0 = x.fma(load(b, bo), c0);
            c1 = x.fma(load(b, bo + W), c1);
            ao += acs;
            bo += ldb;
        }
        store(c0, c1, c, co);
    }

    private static void tile8x1(int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb, float[] c,
                                int co, int ldc) {
        FloatVector c0 = all(0);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector c4 = c0;
        FloatVector c5 = c0;
        FloatVector c6 = c0;
        FloatVector c7 = c0;
        for (int p = 0; p < k; p++) {
            FloatVector x = load(b, bo);
            c0 = x.fma(all(a[ao]), c0);
            c1 = x.fma(all(a[ao + ars]), c1);
            c2 = x.fma(all(a[ao + 2 * ars]), c2);
            c3 = x.fma(all(a[ao + 3 * ars]), c3);
            c4 = x.fma(all(a[ao + 4 * ars]), c4);
            c5 = x.fma(all(a[ao + 5 * ars]), c5);
            c6 = x.fma(all(a[ao + 6 * ars]), c6);
            c7 = x.fma(all(a[ao + 7 * ars]), c7);
            ao += acs;
            bo += ldb;
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + ldc);
        c2.intoArray(c, co + 2 * ldc);
        c3.intoArray(c, co + 3 * ldc);
        c4.intoArray(c, co + 4 * ldc);
        c5.intoArray(c, co + 5 * ldc);
        c6.intoArray(c, co + 6 * ldc);
        c7.intoArray(c, co + 7 * ldc);
    }

    private static void tile1x1(int k, float[] a, int ao, int acs, float[] b, int bo, int ldb, float[] c, int co) {
        FloatVector sum = all(0);
        for (int p = 0; p < k; p++) {
            sum = load(b, bo).fma(all(a[ao]), sum);
            ao += acs;
            bo += ldb;
        }
        sum.intoArray(c, co);
    }
}
