package io.statecap.model.kernel;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random products of every kind and layout, and one number for the bits of all of their results. */
final class ProductDigest {

    private static final int PRODUCTS = 60;

    private ProductDigest() {}

    /** Prints the width, the rows of a tile, and the digest of this JVM's fastest kernels. */
    public static void main(String[] arguments) {
        System.out.println(VectorKernels.bits() + " " + SimdTiles.ROWS + " " + of(new Gemm()));
    }

    static int of(Gemm gemm) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        int digest = 1;
        for (int i = 0; i < PRODUCTS; i++) {
            int m = 1 + random.nextInt(30);
            int n = 1 + random.nextInt(70);
            int k = 1 + random.nextInt(i % 10 == 0 ? SimdTiles.STRIP + 300 : 300);
            boolean transposed = random.nextBoolean();
            boolean accumulate = random.nextBoolean();
            float[] a = values(random, m * k);
            float[] b = values(random, k * n);
            float[] c = values(random, m * n);
            int ars = transposed ? 1 : k;
            int acs = transposed ? m : 1;
            gemm.small(m, n, k, a, 0, ars, acs, b, 0, n, c, 0, n, accumulate);
            gemm.weightGradients(k, n, b, new Gemm.WeightGradient(m, a, c, 0));
            PackedMatrix panels = PackedMatrix.allocate(k, n);
            panels.pack(b, 0);
            gemm.packed(m, a, 0, ars, acs, panels, c, 0, n, true);
            digest = 31 * digest + Arrays.hashCode(Arrays.copyOf(c, m * n));
        }
        return digest;
    }

    private static float[] values(RandomGenerator random, int n) {
        float[] values = Floats.array(n);
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
