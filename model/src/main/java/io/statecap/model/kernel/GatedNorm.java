package io.statecap.model.kernel;

/**
 * {@code o = RMSNorm_w((y + D·x) · silu(z))}: the gate comes before the norm, which spans all of dInner for
 * any number of groups. D is given for each channel.
 */
public final class GatedNorm {

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
            kernels.gate(n, layer.y(), at, layer.skip(), layer.x(), row * layer.ldx(), layer.z(), at, o, at);
            float r = RmsNorm.inverseRms(kernels.dot(n, o, at, o, at), n, epsilon);
            layer.inverseRms()[row] = r;
            kernels.scaleMultiply(n, r, o, at, layer.gain(), 0, o, at);
        }
    }

    /** {@code rows} rows from the first one on, from what {@link #forward} left. */
    public void backward(Layer layer, Gradients gradients, int rows) {
        float[] g = gradients.output();
        float[] x = layer.x();
        for (int row = 0; row < rows; row++) {
            int at = row * n;
            int xo = row * layer.ldx();
            float r = layer.inverseRms()[row];
            kernels.gateParts(n, g, at, layer.gain(), layer.y(), at, layer.skip(), x, xo, layer.z(), at,
                    u, silu, slope, weighted);
            float c = r * r * r * kernels.dot3(n, weighted, u, 0, silu, 0) / n;
            kernels.gateBackward(n, r, c, g, at, u, silu, slope, weighted, x, xo, gradients.gain(),
                    gradients.z(), at, gradients.y(), at, gradients.skip());
        }
    }
}
