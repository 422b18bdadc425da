package io.statecap.model.network;

import io.statecap.datasets.TokenStream;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.Inference.LossSink;
import io.statecap.model.kernel.CrossEntropy;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.VectorKernels;
import java.util.Arrays;

/**
 * Logits and loss, for the scored positions only, a few rows at a time: logits of a whole batch never exist at once.
 */
public final class OutputHead {

    /** Floats of logits that stay within the second-level cache. */
    private static final int TILE_FLOATS = 1 << 17;
    private static final int MAX_ROWS = 256;
    private static final int MIN_ROWS = 32;

    private final Mamba2Config config;
    private final VectorKernels kernels;
    private final Gemm gemm;
    private final Weights weights;
    private final Activations activations;
    private final int tileRows;
    private final float[] logits;
    private final float[] hidden;
    private final float[] dHiddenTile;
    private final float[] dHidden;
    /** Rows of the current tile, the first {@link #count}. */
    private final int[] scored;
    private int count;

    public OutputHead(VectorKernels kernels, Gemm gemm, Weights weights, Activations activations,
                      boolean withBackward) {
        this.config = weights.config();
        this.kernels = kernels;
        this.gemm = gemm;
        this.weights = weights;
        this.activations = activations;
        int width = config.dModel();
        tileRows = tileRows(config.vocabulary());
        logits = Floats.array((long) tileRows * config.vocabulary());
        hidden = Floats.array((long) tileRows * width);
        dHiddenTile = Floats.array(withBackward ? (long) tileRows * width : 0);
        dHidden = Floats.array(withBackward ? (long) activations.micro.rows() * width : 0);
        scored = new int[tileRows];
    }

    /** Rows whose logits exist at once. */
    public static int tileRows(int vocabulary) {
        return Math.max(MIN_ROWS, Math.min(MAX_ROWS, TILE_FLOATS / vocabulary / 8 * 8));
    }

    /** Gradient of the hidden rows, [rows, dModel], as {@link #lossAndGradient} wrote it. */
    public float[] dHidden() {
        return dHidden;
    }

    /**
     * Sum of the losses of all scored targets, nats, and its gradient times {@code scale}: of the hidden rows in
     * {@link #dHidden()}, of the head added to {@code gradients}.
     */
    public double lossAndGradient(int[] targets, int[] ages, int offset, int rows, float scale, Gradients gradients) {
        int width = config.dModel();
        int vocabulary = config.vocabulary();
        Arrays.fill(dHidden, 0, rows * width, 0);
        Gemm.WeightGradient gradient = new Gemm.WeightGradient(vocabulary, logits, gradients.head, 0);
        double loss = 0;
        for (int next = 0; next < rows; ) {
            next = nextTile(ages, offset, next, rows);
            for (int i = 0; i < count; i++) {
                loss += CrossEntropy.lossAndGradient(kernels, vocabulary, logits, i * vocabulary,
                        targets[offset + scored[i]], scale);
            }
            weights.head.inputGradient(gemm, count, logits, 0, vocabulary, dHiddenTile, 0, width, false);
            gemm.weightGradients(count, width, hidden, gradient);
            for (int i = 0; i < count; i++) {
                System.arraycopy(dHiddenTile, i * width, dHidden, scored[i] * width, width);
            }
        }
        return loss;
    }

    /** Losses of the scored targets, row by row. */
    public void losses(int[] targets, int[] ages, int offset, int rows, LossSink sink) {
        int vocabulary = config.vocabulary();
        for (int next = 0; next < rows; ) {
            next = nextTile(ages, offset, next, rows);
            for (int i = 0; i < count; i++) {
                int target = targets[offset + scored[i]];
                boolean correct = isMostLikely(target, logits, i * vocabulary,
                        kernels.max(vocabulary, logits, i * vocabulary));
                sink.accept(scored[i], CrossEntropy.loss(kernels, vocabulary, logits, i * vocabulary, target), correct);
            }
        }
    }

    /** Of equally likely tokens the smallest is the prediction, as in greedy decoding. */
    private static boolean isMostLikely(int target, float[] logits, int offset, float max) {
        if (!(logits[offset + target] >= max)) {
            return false;
        }
        for (int token = 0; token < target; token++) {
            if (logits[offset + token] >= max) {
                return false;
            }
        }
        return true;
    }

    /** Receives the logits of one row. */
    public interface LogitsSink {
        /** {@code logits} [vocabulary] from {@code offset}, valid during the call. */
        void accept(int row, float[] logits, int offset);
    }

    /** Logits of rows {@code from … to − 1}, row by row. */
    public void logits(int from, int to, LogitsSink sink) {
        for (int next = from; next < to; ) {
            next = nextTile(null, 0, next, to);
            for (int i = 0; i < count; i++) {
                sink.accept(scored[i], logits, i * config.vocabulary());
            }
        }
    }

    /**
     * Takes the next scored rows, as many as a tile holds, and computes their logits.
     *
     * @param ages ages of the targets from {@code offset}; null if all rows count
     * @param from first row to look at
     * @return the row after the last one looked at, at most {@code to}
     */
    private int nextTile(int[] ages, int offset, int from, int to) {
        int width = config.dModel();
        int row = from;
        count = 0;
        for (; row < to && count < tileRows; row++) {
            if (ages == null || ages[offset + row] != TokenStream.NOT_SCORED) {
                System.arraycopy(activations.hidden, row * width, hidden, count * width, width);
                scored[count++] = row;
            }
        }
        weights.head.apply(gemm, count, hidden, 0, width, logits, 0, config.vocabulary(), false);
        return row;
    }
}
