package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code o = RMSNorm_w((y + D·x) · silu(z))}: the gate comes before the norm, which spans all of dInner for
 * any number of groups. D is given for each channel.
 */
public final class GatedNorm {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    /**
     * Arrays of one layer, made once.
     *
     * @param y          [rows, n]
     * @param skip       D, [n]
     * @param x          the first n of {@code ldx} columns, [rows, ldx]
     * @param ldx        elements from one row of x to the next
     * @param z          [rows, n]
     * @param gain       w, [n]
     * @param output     receives o, [rows, n]
     * @param inverseRms receives 1 / root mean square of each row, [rows]
     */
    public record Layer(float[] y, float[] skip, float[] x, int ldx, float[] z, float[] gain, float[] output,
                        float[] inverseRms) {}

    /**
     * Gradients of these arrays, made once a layer.
     *
     * @param output of o, [rows, n]
     * @param y      receives that of y, [rows, n]; that of x by the skip, {@code D·dy}, is left to the caller
     * @param z      receives that of z, [rows, n]
     * @param gain   added to, [n]
     * @param skip   added to, [n]
     */
    public record Gradients(float[] output, float[] y, float[] z, float[] gain, float[] skip) {}

    private final VectorKernels kernels;
    private final int n;
    private final double epsilon;
    private final float[] u;
    private final float[] silu;
    private final float[] slope;
    private final float[] weighted;

    public GatedNorm(VectorKernels kernels, int n, double epsilon) {
        this.kernels = kernels;
        this.n = n;
        this.epsilon = epsilon;
        u = Floats.array(n);
        silu = Floats.array(n);
        slope = Floats.array(n);
        weighted = Floats.array(n);
    }

    /** {@code rows} rows from the first one on. */
    public void forward(Layer layer, int rows) {
        float[] o = layer.output();
        for (int row = 0; row < rows; row++) {
            int at = row * n;
            gate(layer, at, row * layer.ldx());
            float r = RmsNorm.inverseRms(kernels.dot(n, o, at, o, at), n, epsilon);
            layer.inverseRms()[row] = r;
            kernels.scaleMultiply(n, r, o, at, layer.gain(), 0, o, at);
        }
    }

    /** One row of {@code (y + D·x)·silu(z)}, into the output. */
    private void gate(Layer layer, int at, int xo) {
        float[] d = layer.skip();
        float[] x = layer.x();
        float[] y = layer.y();
        float[] z = layer.z();
        float[] v = layer.output();
        SimdExp.sigmoid(n, z, at, v, at);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector gated = fromArray(S, d, i).fma(fromArray(S, x, xo + i), fromArray(S, y, at + i));
            gated.mul(fromArray(S, z, at + i).mul(fromArray(S, v, at + i))).intoArray(v, at + i);
        }
        for (; i < n; i++) {
            v[at + i] = Math.fma(d[i], x[xo + i], y[at + i]) * (z[at + i] * v[at + i]);
        }
    }

    /** {@code rows} rows from the first one on, from what {@link #forward} left. */
    public void backward(Layer layer, Gradients gradients, int rows) {
        for (int row = 0; row < rows; row++) {
            int at = row * n;
            int xo = row * layer.ldx();
            float r = layer.inverseRms()[row];
            parts(layer, gradients.output(), at, xo);
            float c = r * r * r * kernels.dot3(n, weighted, u, 0, silu, 0) / n;
            gradients(gradients, layer.x(), at, xo, r, c);
        }
    }

    /** {@code u = y + D·x}, {@code silu} and {@code slope} of z, and {@code weighted = g·w}, of one row. */
    private void parts(Layer layer, float[] g, int at, int xo) {
        float[] d = layer.skip();
        float[] w = layer.gain();
        float[] x = layer.x();
        float[] y = layer.y();
        SimdExp.silu(n, layer.z(), at, silu, 0, slope, 0);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            fromArray(S, d, i).fma(fromArray(S, x, xo + i), fromArray(S, y, at + i)).intoArray(u, i);
            fromArray(S, g, at + i).mul(fromArray(S, w, i)).intoArray(weighted, i);
        }
        for (; i < n; i++) {
            u[i] = Math.fma(d[i], x[xo + i], y[at + i]);
            weighted[i] = g[at + i] * w[i];
        }
    }

    /**
     * From the parts of one row: with {@code v = u·silu} and {@code dv = r·weighted − c·v}: {@code dw += g·v·r},
     * {@code dz = dv·u·slope}, {@code dy = dv·silu}, {@code dD += dy·x}.
     */
    private void gradients(Gradients gradients, float[] x, int at, int xo, float r, float c) {
        float[] g = gradients.output();
        float[] dw = gradients.gain();
        float[] dz = gradients.z();
        float[] dy = gradients.y();
        float[] dd = gradients.skip();
        FloatVector rr = broadcast(S, r);
        FloatVector cc = broadcast(S, c);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += W) {
            FloatVector ui = fromArray(S, u, i);
            FloatVector si = fromArray(S, silu, i);
            FloatVector v = ui.mul(si);
            FloatVector dv = fromArray(S, weighted, i).fma(rr, v.mul(cc).neg());
            FloatVector dyi = dv.mul(si);
            fromArray(S, g, at + i).fma(v.mul(rr), fromArray(S, dw, i)).intoArray(dw, i);
            dv.mul(ui).mul(fromArray(S, slope, i)).intoArray(dz, at + i);
            dyi.intoArray(dy, at + i);
            dyi.fma(fromArray(S, x, xo + i), fromArray(S, dd, i)).intoArray(dd, i);
        }
        for (; i < n; i++) {
            float v = u[i] * silu[i];
            float dv = Math.fma(r, weighted[i], -(c * v));
            dw[i] = Math.fma(g[at + i], v * r, dw[i]);
            dz[at + i] = dv * u[i] * slope[i];
            dy[at + i] = dv * silu[i];
            dd[i] = Math.fma(dy[at + i], x[xo + i], dd[i]);
        }
    }
}
