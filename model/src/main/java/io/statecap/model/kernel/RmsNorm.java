package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Root-mean-square normalisation: {@code y = x · r · w} with {@code r = (mean(x²) + epsilon)^-½}, a row each. */
public final class RmsNorm {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

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
            gradients(n, r, c, g, o, w, x, dx, dw);
        }
    }

    /** {@code dx += r·w·g − c·x}, {@code dw += r·x·g}, one row. */
    private static void gradients(int n, float r, float c, float[] g, int o, float[] w, float[] x, float[] dx,
                                  float[] dw) {
        FloatVector rr = broadcast(S, r);
        FloatVector cc = broadcast(S, c);
        int i = 0;
        for (int bound = S.loopBound(n); i < bound; i += S.length()) {
            FloatVector gi = fromArray(S, g, o + i);
            FloatVector xi = fromArray(S, x, o + i);
            fromArray(S, dx, o + i).add(fromArray(S, w, i).mul(rr).fma(gi, xi.mul(cc).neg())).intoArray(dx, o + i);
            xi.mul(rr).fma(gi, fromArray(S, dw, i)).intoArray(dw, i);
        }
        for (; i < n; i++) {
            float xi = x[o + i];
            dx[o + i] += Math.fma(r * w[i], g[o + i], -(c * xi));
            dw[i] = Math.fma(r * xi, g[o + i], dw[i]);
        }
    }
}
