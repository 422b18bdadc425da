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

/** Vector and scalar loops give the same bits, and the functions are right to float32's last places. */
class VectorKernelsTest {

    private final VectorKernels scalar = new ScalarVectorKernels();
    private final VectorKernels vector = new SimdVectorKernels();
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);

    private float[] values(int n) {
        float[] values = Floats.array(n + 3);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * (i % 7 == 0 ? 30 : 1));
        }
        return values;
    }

    @Test
    void theVectorApiIsInUseHere() {
        assertTrue(VectorKernels.best().bits() > Float.SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 257})
    void sameBits(int n) {
        float[] x = values(n);
        float[] y = values(n);
        float[] w = values(5 * n);
        float[] b = values(n);
        float[][] out = {values(4 * n), null};
        out[1] = out[0].clone();
        float[][] more = {values(n), null};
        more[1] = more[0].clone();
        float[][] third = {values(n), null};
        third[1] = third[0].clone();
        float[][] columns = {values(n), null};
        columns[1] = columns[0].clone();
        float[][] sums = new float[2][8];
        VectorKernels[] both = {scalar, vector};
        for (int i = 0; i < 2; i++) {
            VectorKernels kernels = both[i];
            float[] o = out[i];
            sums[i][0] = kernels.dot(n, x, 1, y, 2);
            sums[i][1] = kernels.dot3(n, b, x, 1, y, 2);
            sums[i][2] = kernels.max(n, x, 1);
            kernels.scale(n, 1.7f, x, 1, o, 1);
            kernels.axpy(n, 0.3f, y, 1, o, 1);
            kernels.axpby(n, 0.3f, x, 0, 0.9f, o, 1);
            kernels.multiplyAdd(n, x, 1, y, 0, o, 2);
            kernels.scaleMultiply(n, 0.7f, x, 0, y, 1, more[i], 1);
            kernels.multiply(n, more[i], 1, y, 0, more[i], 1);
            kernels.gate(n, x, 0, b, y, 1, x, 2, third[i], 0);
            sums[i][3] = kernels.sum(n, third[i], 0);
            kernels.softplus(n, x, 0, b, 1, o, n, more[i], 0);
            kernels.convSilu(n, 3, w, 2 * n, w, b, o, 0, o, n);
            kernels.exp(n, x, 1, third[i], 1);
            kernels.expShifted(n, 3, more[i], 0);
            kernels.normBackward(n, 0.7f, 0.1f, x, 0, b, y, 0, o, 0, third[i]);
            kernels.gateParts(n, x, 0, b, y, 0, b, x, 1, y, 1, o, third[i], more[i], third[i].clone());
            kernels.gateBackward(n, 0.4f, 0.2f, x, 0, o, b, y, b, y, 0, third[i], more[i], 0, o, n, third[i]);
            kernels.decay(n, 0.1f, 1e-7f, x, y, 0, b, 0, o, 2 * n);
            sums[i][4] = kernels.decayBackward(n, -1f, 1e-7f, x, y, 0, b, 0, more[i], 0, o, 0, third[i], 0, columns[i]);
            sums[i][5] = kernels.dotScale(n, 0.7f, x, 1, y, 2, o, n);
            sums[i][6] = kernels.dotAxpyScale(n, 0.7f, x, 1, columns[i], 0, third[i], 1);
            kernels.scaleAdd(n, 0.3f, columns[i], 1, o, 1);
            kernels.adamW(n, 0.5f, 0.9f, 0.95f, 0.999f, 0.01f, 1.2f, 1e-8f, x, 1, o, third[i], squares(more[i]));
        }
        assertArrayEquals(sums[0], sums[1], "sums");
        assertArrayEquals(out[0], out[1]);
        assertArrayEquals(more[0], more[1]);
        assertArrayEquals(third[0], third[1]);
        assertArrayEquals(columns[0], columns[1]);
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 0", "2, 4, 1", "3, 9, 2", "4, 1, 0", "4, 3, 3", "4, 4, 3", "4, 13, 0", "4, 13, 2", "4, 16, 3",
        "5, 8, 4"})
    void convolutionsHaveTheSameBits(int taps, int rows, int ahead) {
        int n = 37;
        float[] x = values((taps - 1 + rows) * n);
        float[] w = values(taps * n);
        float[] bias = values(n);
        float[][] results = new float[2][];
        float[] g = values((rows + ahead) * n);
        for (int i = 0; i < 2; i++) {
            VectorKernels kernels = i == 0 ? scalar : vector;
            float[] y = Floats.array(rows * n);
            float[] slope = Floats.array(rows * n);
            for (int row = 0; row < rows; row++) {
                kernels.convSilu(n, taps, x, (taps - 1 + row) * n, w, bias, y, row * n, slope, row * n);
            }
            float[] scaled = g.clone();
            float[] dw = w.clone();
            float[] db = bias.clone();
            kernels.convBackward(rows, n, taps, scaled, 0, slope, 0, x, (taps - 1) * n, dw, db);
            float[] dx = Floats.array(rows * n);
            kernels.convInputGradient(rows, n, taps, ahead, scaled, 0, w, dx, 0);
            results[i] = Stream.of(y, slope, scaled, dw, db, dx).reduce(new float[0], VectorKernelsTest::joined);
        }
        assertArrayEquals(results[0], results[1]);
    }

    private static float[] joined(float[] x, float[] y) {
        float[] both = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, both, x.length, y.length);
        return both;
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
        float[][] results = new float[6][];
        PackedMatrix panels = PackedMatrix.allocate(vector, k, n);
        for (int p = 0; p < k; p++) {
            for (int j = 0; j < n; j++) {
                panels.data()[j / vector.panel() * vector.panel() * k + p * vector.panel() + j % vector.panel()] =
                        b[1 + p * ldb + j];
            }
        }
        Gemm fast = new Gemm(vector);
        Gemm slow = new Gemm(scalar);
        for (int i = 0; i < 5; i++) {
            results[i] = before.clone();
        }
        fast.small(m, n, k, a, 0, ars, acs, b, 1, ldb, results[0], 2, ldc, accumulate);
        slow.small(m, n, k, a, 0, ars, acs, b, 1, ldb, results[1], 2, ldc, accumulate);
        fast.large(m, n, k, a, 0, ars, acs, b, 1, ldb, results[2], 2, ldc, accumulate);
        slow.large(m, n, k, a, 0, ars, acs, b, 1, ldb, results[3], 2, ldc, accumulate);
        fast.packed(m, a, 0, ars, acs, panels, results[4], 2, ldc, accumulate);
        assertArrayEquals(results[0], results[1]);
        assertArrayEquals(results[2], results[3]);
        assertArrayEquals(results[2], results[4]);
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

    @Test
    void packingAMatrixAndItsTransposeAgree() {
        float[] w = values(37 * 21);
        float[] t = Floats.array(37 * 21);
        Floats.transpose(37, 21, w, 0, 21, t, 0, 37);
        PackedMatrix direct = PackedMatrix.allocate(vector, 21, 37);
        direct.packTransposed(vector, w, 0);
        PackedMatrix other = PackedMatrix.allocate(vector, 21, 37);
        other.pack(vector, t, 0);
        assertArrayEquals(other.data(), direct.data());
    }
}
