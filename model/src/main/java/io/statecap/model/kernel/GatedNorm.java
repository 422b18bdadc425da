package io.statecap.model.kernel;

/**
 * {@code o = RMSNorm_w((y + D·x) · silu(z))}: the gate comes before the norm, which spans all of dInner
 * for any number of groups. D is given for each channel.
 */
public final class GatedNorm {

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

    /**
     * {@code y}, {@code z}, {@code o}: [rows, n]; x is the first n of {@code ldx} columns; {@code inverseRms}: [rows].
     */
    public void forward(int rows, float[] y, float[] d, float[] x, int ldx, float[] z, float[] w, float[] o,
                        float[] inverseRms) {
        for (int row = 0; row < rows; row++) {
            int at = row * n;
            kernels.gate(n, y, at, d, x, row * ldx, z, at, o, at);
            float r = RmsNorm.inverseRms(kernels.dot(n, o, at, o, at), n, epsilon);
            inverseRms[row] = r;
            kernels.scaleMultiply(n, r, o, at, w, 0, o, at);
        }
    }

    /**
     * From the gradient {@code g} of o: writes {@code dz} and {@code dy}, adds to {@code dw} and {@code dd}, each of
     * them a channel. The gradient of x by the skip, {@code D·dy}, is left to the caller.
     */
    public void backward(int rows, float[] g, float[] y, float[] d, float[] x, int ldx, float[] z, float[] w,
                         float[] inverseRms, float[] dz, float[] dy, float[] dw, float[] dd) {
        for (int row = 0; row < rows; row++) {
            int at = row * n;
            float r = inverseRms[row];
            kernels.gateParts(n, g, at, w, y, at, d, x, row * ldx, z, at, u, silu, slope, weighted);
            float c = r * r * r * kernels.dot3(n, weighted, u, 0, silu, 0) / n;
            kernels.gateBackward(n, r, c, g, at, u, silu, slope, weighted, x, row * ldx, dw, dz, at, dy, at, dd);
        }
    }
}
