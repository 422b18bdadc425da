package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.Gpu;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@link Head} and {@link Scores}: losses, gradients of the scored rows, and most likely tokens. */
record HeadCheck(int vocabulary, int width, int rows) implements KernelCheck {

    /** One row, primes, vocabularies around the elements that a block takes at once, several tiles of rows. */
    static final List<HeadCheck> ALL = List.of(new HeadCheck(2, 8, 1), new HeadCheck(11, 8, 63),
            new HeadCheck(257, 24, 65), new HeadCheck(1024, 64, 127), new HeadCheck(2053, 16, 33),
            new HeadCheck(5003, 8, 1700));

    /** Losses in training, gradients, losses in reading. */
    private static final Map<Arithmetic, double[]> LIMITS = Map.of(
            Arithmetic.FLOAT32, new double[] {5e-7, 2e-6, 5e-7}, Arithmetic.TF32, new double[] {5e-4, 2e-3, 5e-4},
            Arithmetic.BF16, new double[] {3e-3, 2e-2, 5e-4});
    private static final float SCALE = 0.37f;

    @Override
    public String toString() {
        return "head of " + vocabulary + ", " + rows + " x " + width;
    }

    @Override
    public String run(Gpu gpu, Arithmetic arithmetic) {
        SplittableRandom random = new SplittableRandom(vocabulary);
        double[] limits = LIMITS.get(arithmetic);
        // The first row is zeros, so its tokens are equally likely; the last one is not scored.
        float[] hidden = DeviceArrays.random(random, (rows + 1) * width, 1, arithmetic.bf16());
        Arrays.fill(hidden, 0, width, 0);
        float[] w = DeviceArrays.random(random, vocabulary * width, 0.7, arithmetic.bf16());
        int[] targets = random.ints(rows + 1, 0, vocabulary).toArray();
        double[] losses = new double[rows + 1];
        double[] dHidden = new double[(rows + 1) * width];
        double[] dw = new double[vocabulary * width];
        double[] sizes = new double[vocabulary * width];
        double[] logits = new double[vocabulary];
        int[] likely = new int[rows];
        for (int row = 0; row < rows; row++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int v = 0; v < vocabulary; v++) {
                logits[v] = 0;
                for (int c = 0; c < width; c++) {
                    logits[v] += (double) hidden[row * width + c] * w[v * width + c];
                }
                if (logits[v] > largest) {
                    largest = logits[v];
                    likely[row] = v;
                }
            }
            double sum = 0;
            for (double logit : logits) {
                sum += Math.exp(logit - largest);
            }
            losses[row] = Math.log(sum) + largest - logits[targets[row]];
            for (int v = 0; v < vocabulary; v++) {
                double g = SCALE * (Math.exp(logits[v] - largest) / sum - (v == targets[row] ? 1 : 0));
                for (int c = 0; c < width; c++) {
                    dHidden[row * width + c] += g * w[v * width + c];
                    double part = g * hidden[row * width + c];
                    dw[v * width + c] += part;
                    sizes[v * width + c] = Math.hypot(sizes[v * width + c], part);
                }
            }
        }
        Distances said = new Distances();
        try (DeviceArrays on = new DeviceArrays(gpu, arithmetic)) {
            Blas blas = new Blas(on.stream, on.arena, arithmetic);
            Head head = new Head(gpu, on.arena, blas, vocabulary, width, rows + 1, arithmetic);
            Scores scores = new Scores(gpu, on.arena, blas, vocabulary, width, rows, arithmetic);
            long ofHidden = on.operands(hidden);
            long ofW = on.operands(w);
            long ofTargets = on.ints(targets);
            long ofLosses = on.arena.floats(rows + 1);
            long ofDHidden = on.operands(dHidden.length);
            long ofDw = on.floats(new float[dw.length]);
            head.lossAndGradient(on.stream, rows + 1, ofHidden, ofW, ofTargets, on.ints(rows),
                    on.floats(new float[] {SCALE}), ofLosses, ofDHidden, ofDw);
            said.near("losses", on.readFloats(ofLosses, rows + 1), losses, limits[0]);
            said.near("dx", on.readOperands(ofDHidden, dHidden.length), dHidden, limits[1]);
            said.near("dw", on.readFloats(ofDw, dw.length), 0, dw, sizes, limits[1]);
            long ofRead = on.arena.floats(rows);
            long ofLikely = on.arena.floats(rows);
            scores.run(on.stream, rows, on.stored(arithmetic.scored(), hidden), on.stored(arithmetic.scored(), w),
                    ofTargets, ofRead, ofLikely);
            said.near("losses read", on.readFloats(ofRead, rows), Arrays.copyOf(losses, rows), limits[2]);
            int[] found = on.readInts(ofLikely, rows);
            if (found[0] != 0 || arithmetic == Arithmetic.FLOAT32 && !Arrays.equals(found, likely)) {
                throw new AssertionError("other tokens are most likely");
            }
        }
        return said.toString();
    }
}
