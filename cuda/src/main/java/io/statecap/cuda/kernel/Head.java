package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;

/**
 * The output head in training: logits, losses and gradients of rows, a tile of rows at a time, so that the logits of a
 * batch never exist at once. Logits are operands; the sums over them are float32.
 */
public final class Head {

    /** Bytes of a tile of logits: most of the second-level cache of the larger devices. */
    private static final long TILE = 32L << 20;
    private static final int MOST_ROWS = 1 << 16;
    /** Rows of a tile, at least; more where the gradient of a large head, which every tile adds to, outweighs that. */
    private static final int LEAST_ROWS = 1024;
    private static final int LARGE = 1 << 14;
    private static final int BLOCK = 256;

    private final int vocabulary;
    private final int width;
    private final int ld;
    private final int operandBytes;
    private final Blas blas;
    private final Kernel lossGradient;
    private final int tileRows;
    private final long logits;

    /** @param rows most rows of a call */
    public Head(Gpu gpu, DeviceArena arena, Blas blas, int vocabulary, int width, int rows, Arithmetic arithmetic) {
        this.vocabulary = vocabulary;
        this.width = width;
        this.blas = blas;
        operandBytes = arithmetic.bytes();
        ld = (vocabulary + 7) / 8 * 8;
        tileRows = tileRows(vocabulary, rows, operandBytes);
        logits = arena.allocate((long) tileRows * ld * operandBytes);
        Kernels kernels = new Kernels(gpu, "head.cu", "T_LOGIT=" + (arithmetic.bf16() ? "bf16" : "float"));
        lossGradient = kernels.function("loss_gradient");
    }

    private static int tileRows(int vocabulary, int rows, int bytes) {
        long fitting = TILE / ((long) vocabulary * bytes) / 128 * 128;
        return (int) Math.min(rows, Math.max(vocabulary < LARGE ? LEAST_ROWS : 4 * LEAST_ROWS,
                Math.min(MOST_ROWS, fitting)));
    }

    private void apply(int first, int count, long hidden, long w) {
        blas.apply(count, vocabulary, width, hidden + (long) first * width * operandBytes, width, w, width, logits,
                ld, false, false);
    }

    /**
     * Losses of the first {@code *count} of {@code rows} rows, and gradients of their sum times {@code *scale}.
     *
     * @param hidden  operands [rows, width]
     * @param w       operands [vocabulary, width]
     * @param targets int32 [rows]
     * @param count   one int32 on the device
     * @param scale   one float32 on the device
     * @param losses  receives float32 [rows], zeros after the first {@code *count}
     * @param dHidden receives operands [rows, width]
     * @param dw      float32 [vocabulary, width], added to
     */
    public void lossAndGradient(Stream stream, int rows, long hidden, long w, long targets, long count, long scale,
                                long losses, long dHidden, long dw) {
        for (int first = 0; first < rows; first += tileRows) {
            int n = Math.min(tileRows, rows - first);
            apply(first, n, hidden, w);
            lossGradient.launch(stream, n, BLOCK, 0, logits, ld, vocabulary, targets, count, scale, first, losses);
            long at = (long) first * width * operandBytes;
            blas.inputGradient(n, width, vocabulary, logits, ld, w, width, dHidden + at, width);
            blas.weightGradient(vocabulary, width, n, logits, ld, hidden + at, width, dw, width);
        }
    }
}
