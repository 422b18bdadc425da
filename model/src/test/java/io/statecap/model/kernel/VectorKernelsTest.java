package io.statecap.model.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vector and plain loops give the same bits, and the functions are right to float32's last places. */
class VectorKernelsTest {

    private static final int PANEL = SimdTiles.COLUMNS;

    private final PlainKernels scalar = new PlainKernels();
    private final VectorKernels vector = new VectorKernels();
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);

    private float[] values(int n) {
        float[] values = Floats.array(n + 3);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * (i % 7 == 0 ? 30 : 1));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 257})
    void sameBits(int n) {
        float[] x = values(n);
        float[] y = values(n);
        float[] b = values(n);
        float[] start = values(4 * n);
        float[] more = squares(values(n));
        float[][] results = new float[2][];
        VectorKernels[] both = {scalar, vector};
        for (int i = 0; i < 2; i++) {
            VectorKernels kernels = both[i];
            float[] o = start.clone();
            float[] third = x.clone();
            float[] columns = y.clone();
            float[] sums = new float[8];
            sums[0] = kernels.dot(n, x, 1, y, 2);
            sums[1] = kernels.dot3(n, b, x, 1, y, 2);
            sums[2] = kernels.max(n, x, 1);
            kernels.scale(n, 1.7f, x, 1, o, 1);
            kernels.axpy(n, 0.3f, y, 1, o, 1);
            kernels.multiplyAdd(n, x, 1, y, 0, o, 2);
            kernels.scaleMultiply(n, 0.7f, x, 0, y, 1, third, 1);
            kernels.multiply(n, third, 1, y, 0, third, 1);
            sums[3] = kernels.sum(n, third, 0);
            sums[4] = kernels.decayBackward(n, -1f, 1e-7f, x, y, 0, b, 0, y, 0, o, 0, third, 0, columns);
            sums[5] = kernels.dotScale(n, 0.7f, x, 1, y, 2, o, n);
            sums[6] = kernels.dotAxpyScale(n, 0.7f, x, 1, columns, 0, third, 1);
            kernels.adamW(n, 0.5f, 0.9f, 0.95f, 0.999f, 0.01f, 1.2f, 1e-8f, x, 1, o, third, more.clone());
            results[i] = joined(sums, o, third, columns);
        }
        assertArrayEquals(results[0], results[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 257})
    void exponentialsHaveTheSameBits(int n) {
        float[] x = values(n);
        float[] y = values(n);
        float[][] results = {new float[8 * n], new float[8 * n]};
        PlainKernels.exp(n, 3, x, 1, results[0], 0);
        SimdExp.exp(n, 3, x, 1, results[1], 0);
        PlainKernels.sigmoid(n, x, 2, results[0], n);
        SimdExp.sigmoid(n, x, 2, results[1], n);
        PlainKernels.silu(n, y, 1, results[0], 2 * n, results[0], 3 * n);
        SimdExp.silu(n, y, 1, results[1], 2 * n, results[1], 3 * n);
        PlainKernels.softplus(n, x, 1, y, results[0], 4 * n, results[0], 5 * n);
        SimdExp.softplus(n, x, 1, y, results[1], 4 * n, results[1], 5 * n);
        PlainKernels.decay(n, 0.1f, 1e-7f, x, y, 1, results[0], 6 * n);
        SimdExp.decay(n, 0.1f, 1e-7f, x, y, 1, results[1], 6 * n);
        assertArrayEquals(results[0], results[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 33, 100})
    void normsHaveTheSameBits(int n) {
        float[] x = values(n);
        float[] w = values(n);
        float[] y = values(n);
        float[] z = values(n);
        float[] g = values(n);
        float[][] results = new float[2][];
        for (int i = 0; i < 2; i++) {
            GatedNorm.Layer layer = new GatedNorm.Layer(y, w, x, n, z, g, Floats.array(n), new float[1]);
            GatedNorm.Gradients gradients = new GatedNorm.Gradients(z, Floats.array(n), Floats.array(n), w.clone(),
                    y.clone());
            float[] dx = x.clone();
            float[] dw = w.clone();
            if (i == 0) {
                scalar.gatedNorm(layer, n, 1e-5);
                scalar.gatedNormBackward(layer, gradients, n);
                scalar.normBackward(n, g, x, w, 0.7f, dx, dw);
            } else {
                GatedNorm norm = new GatedNorm(vector, n, 1e-5);
                norm.forward(layer, 1);
                norm.backward(layer, gradients, 1);
                RmsNorm.backward(vector, 1, n, g, x, w, new float[] {0.7f}, dx, dw);
            }
            results[i] = joined(layer.output(), layer.inverseRms(), gradients.y(), gradients.z(), gradients.gain(),
                    gradients.skip(), dx, dw);
        }
        assertArrayEquals(results[0], results[1]);
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 4", "3, 9", "4, 1", "4, 3", "4, 4", "4, 13", "4, 16", "4, 17", "4, 37", "5, 8", "5, 40"})
    void convolutionsHaveTheSameBits(int taps, int rows) {
        int n = 37;
        float[] x = values((taps - 1 + rows) * n);
        float[] w = values(taps * n);
        float[] bias = values(n);
        float[] g = values(rows * n);
        float[][] results = new float[2][];
        for (int i = 0; i < 2; i++) {
            CausalConv conv = new CausalConv(n, taps, x, w, bias, Floats.array(rows * n), Floats.array(rows * n));
            CausalConv.Gradients gradients = new CausalConv.Gradients(g.clone(), Floats.array(rows * n), w.clone(),
                    bias.clone());
            if (i == 0) {
                PlainKernels.convolve(conv, rows);
                PlainKernels.convolveBackward(conv, gradients, rows);
            } else {
                conv.forward(0, rows);
                conv.backward(gradients, 0, rows);
            }
            results[i] = joined(conv.output(), conv.slope(), gradients.output(), gradients.input(),
                    gradients.weights(), gradients.bias());
        }
        assertArrayEquals(results[0], results[1]);
    }

    private static float[] joined(float[]... arrays) {
        float[] all = new float[0];
        for (float[] array : arrays) {
            int at = all.length;
            all = Arrays.copyOf(all, at + array.length);
            System.arraycopy(array, 0, all, at, array.length);
        }
        return all;
    }

    private static float[] squares(float[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= x[i];
        }
        return x;
    }

    @Test
    void exponentialIsRightToTwoUnitsInTheLastPlace() {
        for (float x = -87; x < 88; x += 0.0137f) {
            double wanted = Math.exp(x);
            // What flushes small results to exactly 0 takes up to 1.3e-38 from all of them.
            double error = (Math.abs(Exp.exp(x) - wanted) - 1.3e-38) / Math.ulp((float) wanted);
            assertTrue(error <= 2, "exp(" + x + ") is off by " + error + " units in the last place");
        }
        assertEquals(1, Exp.exp(0));
        assertEquals(0, Exp.exp(-88));
        assertEquals(0, Exp.exp(-1e30f));
        assertTrue(Float.isFinite(Exp.exp(1e30f)));
        assertTrue(Float.isNaN(Exp.exp(Float.NaN)));
    }

    @Test
    void logarithmIsRightToTwoUnitsInTheLastPlace() {
        for (float u = 1e-30f; u <= 1; u *= 1.01f) {
            double wanted = Math.log1p(u);
            double error = Math.abs(Exp.log1p(u) - wanted) / Math.ulp((float) wanted);
            assertTrue(error <= 2, "log1p(" + u + ") is off by " + error + " units in the last place");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void productsAgreeWithPlainLoops(long seed) {
        RandomGenerator shapes = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int m = 1 + shapes.nextInt(40);
        int n = 1 + shapes.nextInt(100);
        int k = 1 + shapes.nextInt(600);
        boolean transposed = shapes.nextBoolean();
        boolean accumulate = shapes.nextBoolean();
        int ldb = n + shapes.nextInt(5);
        int ldc = n + shapes.nextInt(5);
        float[] a = values(m * k);
        float[] b = values(k * ldb);
        float[] before = values(m * ldc);
        int ars = transposed ? 1 : k;
        int acs = transposed ? m : 1;
        float[][] results = new float[4][];
        PackedMatrix panels = PackedMatrix.allocate(k, n);
        for (int p = 0; p < k; p++) {
            for (int j = 0; j < n; j++) {
                panels.data()[j / PANEL * PANEL * k + p * PANEL + j % PANEL] = b[1 + p * ldb + j];
            }
        }
        Gemm fast = new Gemm();
        Gemm slow = new Gemm(new PlainKernels.Tiles());
        for (int i = 0; i < 4; i++) {
            results[i] = before.clone();
        }
        fast.small(m, n, k, a, 0, ars, acs, b, 1, ldb, results[0], 2, ldc, accumulate);
        slow.small(m, n, k, a, 0, ars, acs, b, 1, ldb, results[1], 2, ldc, accumulate);
        fast.packed(m, a, 0, ars, acs, panels, results[2], 2, ldc, accumulate);
        slow.packed(m, a, 0, ars, acs, panels, results[3], 2, ldc, accumulate);
        assertArrayEquals(results[0], results[1]);
        assertArrayEquals(results[2], results[3]);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < ldc; j++) {
                int at = 2 + i * ldc + j;
                if (j >= n) {
                    assertEquals(before[at], results[0][at], "column beyond the product");
                    assertEquals(before[at], results[2][at], "column beyond the product");
                    continue;
                }
                double sum = accumulate ? before[at] : 0;
                double size = Math.abs(sum);
                for (int p = 0; p < k; p++) {
                    double term = (double) a[i * ars + p * acs] * b[1 + p * ldb + j];
                    sum += term;
                    size += Math.abs(term);
                }
                assertEquals(sum, results[0][at], 1e-6 * size, "seed " + seed);
                assertEquals(sum, results[2][at], 1e-6 * size, "seed " + seed);
            }
        }
    }

    /** Two maps of one input, in two blocks of rows and a rest; columns of the gradients lie far apart. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "130, 70, 13", "600, 200, 64", "600, 7, 150"})
    void gradientsOfWeightsHaveTheSameBits(int rows, int out, int in) {
        float[] x = values(rows * in);
        float[] dy = values(rows * out);
        float[] dw = values(out * in + 5);
        float[][] results = {dw.clone(), dw.clone()};
        Gemm[] both = {new Gemm(new PlainKernels.Tiles()), new Gemm()};
        for (int i = 0; i < 2; i++) {
            both[i].weightGradients(rows, in, x, new Gemm.WeightGradient(out, dy, results[i], 0),
                    new Gemm.WeightGradient(out, dy, results[i], 5));
        }
        assertArrayEquals(results[0], results[1]);
    }

    @Test
    void packingAMatrixAndItsTransposeAgree() {
        float[] w = values(37 * 21);
        float[] t = Floats.array(37 * 21);
        Floats.transpose(37, 21, w, 0, 21, t, 0, 37);
        PackedMatrix direct = PackedMatrix.allocate(21, 37);
        direct.packTransposed(w, 0);
        PackedMatrix other = PackedMatrix.allocate(21, 37);
        other.pack(t, 0);
        assertArrayEquals(other.data(), direct.data());
    }
}
