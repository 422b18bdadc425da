package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;

/**
 * Losses and most likely tokens of rows in reading. Logits are float32, a tile of rows and tokens at a time, small
 * enough to stay in the second-level cache between the product and the sums.
 */
public final class Scores {

    private static final int ROWS = 4096;
    private static final int TOKENS = 2048;
    private static final int BLOCK = 256;
    /** Bytes of what is known of a row: the largest logit, a sum, an index, and the target's logit. */
    private static final int KNOWN = 16;

    private final int vocabulary;
    private final int width;
    private final int operandBytes;
    private final Blas blas;
    private final Kernel columns;
    private final Kernel finish;
    private final int tileRows;
    private final int tileTokens;
    private final long logits;
    private final long known;

    /** @param rows most rows of a call */
    public Scores(Gpu gpu, DeviceArena arena, Blas blas, int vocabulary, int width, int rows, Arithmetic arithmetic) {
        this.vocabulary = vocabulary;
        this.width = width;
        this.blas = blas;
        operandBytes = arithmetic.bytes();
        tileRows = Math.min(rows, ROWS);
        tileTokens = Math.min((vocabulary + 7) / 8 * 8, TOKENS);
        logits = arena.floats((long) tileRows * tileTokens);
        known = arena.allocate((long) rows * KNOWN);
        Kernels kernels = new Kernels(gpu, "head.cu", "T_LOGIT=float");
        columns = kernels.function("score_columns");
        finish = kernels.function("finish_scores");
    }

    /**
     * Scores rows.
     *
     * @param hidden  operands [rows, width]
     * @param w       operands [vocabulary, width]
     * @param targets int32 [rows]; 0 if only the most likely tokens are wanted
     * @param losses  receives float32 [rows]
     * @param likely  receives the most likely token of each row, of equally likely ones the smallest, int32 [rows]
     */
    public void run(Stream stream, int rows, long hidden, long w, long targets, long losses, long likely) {
        for (int row = 0; row < rows; row += tileRows) {
            int n = Math.min(tileRows, rows - row);
            for (int token = 0; token < vocabulary; token += tileTokens) {
                int count = Math.min(tileTokens, vocabulary - token);
                blas.apply(n, count, width, hidden + (long) row * width * operandBytes, width,
                        w + (long) token * width * operandBytes, width, logits, tileTokens, true, false);
                columns.launch(stream, n, BLOCK, 0, logits, tileTokens, count, token, targets, known, row);
            }
        }
        finish.launch(stream, Grid.cover(rows, BLOCK), BLOCK, 0, known, rows, losses, likely);
    }
}
