package io.statecap.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.Gemm;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Rate of one thread's large matrix products, which limits every training: the yardstick of the other figures. */
public final class Sgemm {

    private static final int SIZE = 1024;
    private static final int WARM_UP = 10;
    private static final int REPEATS = 60;

    private Sgemm() {}

    /** Keeps the BLAS to one thread, in this JVM. */
    public static void bound() {
        openblas_nolapack.blas_set_num_threads(1);
    }

    /** FLOP/s of the BLAS on arrays outside the heap: best of many 1024³ products. */
    public static double blas() {
        bound();
        long elements = (long) SIZE * SIZE;
        try (FloatPointer a = new FloatPointer(elements);
                FloatPointer b = new FloatPointer(elements);
                FloatPointer c = new FloatPointer(elements)) {
            a.put(ones(), 0, SIZE * SIZE);
            b.put(ones(), 0, SIZE * SIZE);
            return best(() -> cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE, 1, a, SIZE,
                    b, SIZE, 0, c, SIZE));
        }
    }

    /** FLOP/s of the kernels' own product, measured in the same way. */
    public static double kernels() {
        Gemm gemm = new Gemm();
        float[] a = ones();
        float[] b = ones();
        Gemm.WeightGradient c = new Gemm.WeightGradient(SIZE, a, Floats.array((long) SIZE * SIZE), 0);
        return best(() -> gemm.weightGradients(SIZE, SIZE, b, c));
    }

    private static float[] ones() {
        float[] ones = Floats.array((long) SIZE * SIZE);
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double best(Runnable product) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < WARM_UP + REPEATS; i++) {
            long start = System.nanoTime();
            product.run();
            long nanos = System.nanoTime() - start;
            best = i < WARM_UP ? best : Math.min(best, nanos);
        }
        return 2.0 * SIZE * SIZE * SIZE / best * 1e9;
    }
}
