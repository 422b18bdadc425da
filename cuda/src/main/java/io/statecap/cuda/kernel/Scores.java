package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Operand;
import io.statecap.cuda.device.Stream;

/**
 * Losses and most likely tokens of rows in reading. Operands and logits are {@link Arithmetic#scored}, a tile of rows
 * at a time. (Tiles of tokens as well, which stay in the second-level cache, were a tenth slower: their products are
 * too small.)
 */
public final class Scores {

    private static final int ROWS = 4096;
    private static final int BLOCK = 256;

    private final int vocabulary;
    private final int width;
    private final Operand type;
    private final Blas blas;
    private final Kernel lossOnly;
    private final int tileRows;
    private final int ld;
    private final long logits;

    /** @param rows most rows of a call */
    public Scores(Gpu gpu, DeviceArena arena, Blas blas, int vocabulary, int width, int rows, Arithmetic arithmetic) {
        this.vocabulary = vocabulary;
        this.width = width;
        this.blas = blas;
        type = arithmetic.scored();
        tileRows = Math.min(rows, ROWS);
        ld = (vocabulary + 7) / 8 * 8;
        logits = arena.allocate((long) tileRows * ld * type.bytes());
        lossOnly = new Kernels(gpu, "head.cu", "T_LOGIT=" + type).function("loss_only");
    }

    /**
     * Scores rows.
     *
     * @param hidden  [rows, width]
     * @param w       [vocabulary, width]
     * @param targets int32 [rows]; 0 if only the most likely tokens are wanted
     * @param losses  receives float32 [rows]
     * @param likely  receives the most likely token of each row, of equally likely ones the smallest, int32 [rows]
     */
    public void run(Stream stream, int rows, long hidden, long w, long targets, long losses, long likely) {
        for (int row = 0; row < rows; row += tileRows) {
            int n = Math.min(tileRows, rows - row);
            blas.logits(type, n, vocabulary, width, hidden + (long) row * width * type.bytes(), w, logits, ld);
            lossOnly.launch(stream, n, BLOCK, 0, logits, ld, vocabulary, targets, row, losses, likely);
        }
    }
}
