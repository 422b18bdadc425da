package io.statecap.model.kernel;

/** Root-mean-square normalisation: {@code y = x · r · w} with {@code r = (mean(x²) + epsilon)^-½}, a row each. */
public final class RmsNorm {

    private RmsNorm() {}

    /** The factor r of a row of {@code n} elements whose squares sum to {@code sumOfSquares}. */
    static float inverseRms(float sumOfSquares, int n, double epsilon) {
        return (float) (1 / Math.sqrt(sumOfSquares / (double) n + epsilon));
    }

    /** {@code x}, {@code y}: [rows, n]; {@code inverseRms}: [rows], kept for the backward pass. */
    public static void forward(VectorKernels kernels, int rows, int n, double epsilon, float[] x, float[] w, float[] y,
                               float[] inverseRms) {
        for (int row = 0; row < rows; row++) {
            int o = row * n;
            float r = inverseRms(kernels.dot(n, x, o, x, o), n, epsilon);
            inverseRms[row] = r;
            kernels.scaleMultiply(n, r, x, o, w, 0, y, o);
        }
    }

    /** Adds to {@code dx} [rows, n] and {@code dw} [n], from the gradient {@code g} [rows, n] of the output. */
    public static void backward(VectorKernels kernels, int rows, int n, float[] g, float[] x, float[] w,
                                float[] inverseRms, float[] dx, float[] dw) {
        for (int row = 0; row < rows; row++) {
            int o = row * n;
            float r = inverseRms[row];
            float c = r * r * r * kernels.dot3(n, w, g, o, x, o) / n;
            kernels.normBackward(n, r, c, g, o, w, x, o, dx, o, dw);
        }
    }
}
