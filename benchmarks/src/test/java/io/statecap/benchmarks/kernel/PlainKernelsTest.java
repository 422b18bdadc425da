package io.statecap.benchmarks.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.model.kernel.CausalConv;
import io.statecap.model.kernel.CrossEntropy;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.ForgetScaling;
import io.statecap.model.kernel.GatedNorm;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.SsdBackward;
import io.statecap.model.kernel.SsdForward;
import io.statecap.model.kernel.SsdGradients;
import io.statecap.model.kernel.SsdLayer;
import io.statecap.model.kernel.SsdShape;
import io.statecap.model.kernel.VectorKernels;
import org.junit.jupiter.api.Test;

/** The plain versions compute what the kernels compute: else their times would say nothing. */
class PlainKernelsTest {

    private static final double TOLERANCE = 2e-4;

    private final VectorKernels kernels = new VectorKernels();
    private final RandomFloats random = new RandomFloats();

    private static void assertClose(int n, float[] expected, float[] actual, String what) {
        double largest = 1e-3;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        for (int i = 0; i < n; i++) {
            assertEquals(expected[i], actual[i], TOLERANCE * largest, what + "[" + i + "]");
        }
    }

    @Test
    void product() {
        int m = 13;
        int k = 21;
        int n = 37;
        float[] a = random.normal(m * k, 1);
        float[] b = random.normal(k * n, 1);
        float[] plain = new float[m * n];
        float[] fast = Floats.array(m * n);
        PlainKernels.multiply(m, n, k, a, b, plain);
        new Gemm().small(m, n, k, a, 0, k, 1, b, 0, n, fast, 0, n, false);
        assertClose(m * n, plain, fast, "product");
    }

    @Test
    void stateSpaceLayer() {
        int q = 32;
        SsdShape shape = new SsdShape(3, 8, 12, 1, q);
        int inner = shape.inner();
        int channels = shape.channels();
        float[] xbc = random.normal(q * channels, 1);
        float[] dt = random.uniform(q * 3, 0.001, 0.1);
        float[] a = random.uniform(3, -16, -1);
        float[] dy = random.normal(q * inner, 1);
        float[] state = Floats.array(2L * shape.stateElements());
        float[] y = Floats.array(q * inner);
        float[] dxbc = Floats.array(q * channels);
        float[] ddt = Floats.array(q * 3);
        double[] da = new double[3];
        Gemm gemm = new Gemm();
        SsdLayer layer = new SsdLayer(xbc, dt, a, state, y, Floats.array(q * inner));
        new SsdForward(kernels, gemm, shape).chunk(layer, 0, q, 0, shape.stateElements(), false, ForgetScaling.NONE);
        SsdGradients gradients = new SsdGradients(dy, Floats.array(shape.stateElements()), dxbc, ddt, da);
        new SsdBackward(kernels, gemm, shape).chunk(layer, gradients, 0, q, 0, false, false);

        var plain = new PlainKernels.Recurrence(q, 3, 8, 12);
        float[] states = new float[plain.states()];
        float[] plainY = new float[q * inner];
        float[] plainDxbc = new float[q * channels];
        float[] plainDdt = new float[q * 3];
        double[] plainDa = new double[3];
        plain.forward(xbc, dt, a, states, plainY);
        plain.backward(xbc, dt, a, states, dy, new float[shape.stateElements()], plainDxbc, plainDdt, plainDa);
        assertClose(q * inner, plainY, y, "y");
        assertClose(q * channels, plainDxbc, dxbc, "dxbc");
        assertClose(q * 3, plainDdt, ddt, "ddt");
        for (int head = 0; head < 3; head++) {
            assertEquals(plainDa[head], da[head], TOLERANCE * Math.max(1, Math.abs(plainDa[head])), "da");
        }
    }

    @Test
    void rowByRow() {
        int rows = 9;
        int n = 40;
        int taps = 4;
        float[] u = random.normal((rows + taps - 1) * n, 1);
        float[] w = random.normal(taps * n, 1);
        float[] bias = random.normal(n, 1);
        float[] plain = new float[rows * n];
        float[] fast = Floats.array(rows * n);
        PlainKernels.convolve(rows, n, taps, u, w, bias, plain);
        new CausalConv(n, taps, u, w, bias, fast, Floats.array(rows * n)).forward(0, rows);
        assertClose(rows * n, plain, fast, "convolution");

        float[] x = random.normal(rows * n, 1);
        float[] z = random.normal(rows * n, 1);
        PlainKernels.gatedNorm(rows, n, u, bias, x, z, w, plain);
        GatedNorm.Layer layer = new GatedNorm.Layer(u, bias, x, n, z, w, fast, Floats.array(rows));
        new GatedNorm(kernels, n, 1e-5).forward(layer, rows);
        assertClose(rows * n, plain, fast, "gated norm");
    }

    @Test
    void crossEntropy() {
        int rows = 5;
        int vocabulary = 70;
        int[] targets = {3, 69, 0, 16, 31};
        float[] plain = random.normal(rows * vocabulary, 2);
        float[] fast = plain.clone();
        double expected = PlainKernels.crossEntropy(rows, vocabulary, plain, targets);
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            loss += CrossEntropy.lossAndGradient(kernels, vocabulary, fast, row * vocabulary, targets[row], 1);
        }
        assertEquals(expected, loss, 1e-4);
        assertClose(rows * vocabulary, plain, fast, "gradient");
    }
}
