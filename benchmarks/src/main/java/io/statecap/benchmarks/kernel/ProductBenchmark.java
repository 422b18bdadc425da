package io.statecap.benchmarks.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import io.statecap.benchmarks.Sgemm;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.PackedMatrix;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Matrix products {@code [m, k] · [k, n]}: this project's, the BLAS, ND4J and a triple loop. */
@State(Scope.Thread)
public class ProductBenchmark {

    /**
     * m x k x n. At each shape: to x | B | C, to the residual stream, and the gradient of the first's weights, whose
     * left-hand side lies transposed. Then the largest within-chunk product, and the yardstick.
     */
    @Param({"512x64x192", "512x128x64", "192x512x64",
            "512x128x384", "512x256x128", "384x512x128",
            "1024x256x768", "1024x512x256", "768x1024x256",
            "64x64x64", "1024x1024x1024"})
    public String product;

    private int m;
    private int k;
    private int n;
    private float[] a;
    private float[] transposedA;
    private float[] b;
    private float[] c;
    private Gemm gemm;
    private Gemm.WeightGradient gradient;
    private PackedMatrix panels;
    private FloatPointer nativeA;
    private FloatPointer nativeB;
    private FloatPointer nativeC;
    private INDArray arrayA;
    private INDArray arrayB;
    private INDArray arrayC;

    @Setup
    public void prepare() {
        String[] sizes = product.split("x");
        m = Integer.parseInt(sizes[0]);
        k = Integer.parseInt(sizes[1]);
        n = Integer.parseInt(sizes[2]);
        RandomFloats random = new RandomFloats();
        a = random.normal(m * k, 1);
        transposedA = random.normal(m * k, 1);
        b = random.normal(k * n, 1);
        c = Floats.array((long) m * n);
        gradient = new Gemm.WeightGradient(m, transposedA, Floats.array((long) m * n), 0);
        gemm = new Gemm();
        panels = PackedMatrix.allocate(k, n);
        panels.pack(b, 0);
        Nd4j.getEnvironment().setMaxThreads(1);
        nativeA = new FloatPointer((long) m * k).put(a, 0, m * k);
        nativeB = new FloatPointer((long) k * n).put(b, 0, k * n);
        nativeC = new FloatPointer((long) m * n);
        arrayA = Nd4j.rand(m, k);
        arrayB = Nd4j.rand(k, n);
        arrayC = Nd4j.create(new long[] {m, n}, 'f');
        // Last, since ND4J gives the BLAS all cores as it starts.
        Sgemm.bound();
    }

    @TearDown(Level.Trial)
    public void release() {
        nativeA.close();
        nativeB.close();
        nativeC.close();
    }

    private void count(Work work) {
        work.add(2.0 * m * k * n, (double) m * n);
    }

    /** B, a weight, packed beforehand. */
    @Benchmark
    public float[] packed(Work work) {
        gemm.packed(m, a, 0, k, 1, panels, c, 0, n, false);
        count(work);
        return c;
    }

    /** A transposed, B packed on the way: the gradient of weights. */
    @Benchmark
    public float[] transposed(Work work) {
        gemm.weightGradients(k, n, b, gradient);
        count(work);
        return gradient.dw();
    }

    /** B read where it lies: within chunks. */
    @Benchmark
    public float[] small(Work work) {
        gemm.small(m, n, k, a, 0, k, 1, b, 0, n, c, 0, n, false);
        count(work);
        return c;
    }

    @Benchmark
    public FloatPointer cblas(Work work) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, nativeA, k, nativeB, n, 0, nativeC, n);
        count(work);
        return nativeC;
    }

    @Benchmark
    public INDArray nd4j(Work work) {
        count(work);
        return Nd4j.gemm(arrayA, arrayB, arrayC, false, false, 1, 0);
    }

    @Benchmark
    public float[] plain(Work work) {
        PlainKernels.multiply(m, n, k, a, b, c);
        count(work);
        return c;
    }
}
