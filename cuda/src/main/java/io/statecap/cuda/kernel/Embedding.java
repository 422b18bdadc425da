package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.network.BatchLayout;

/** Rows of the embedding by tokens, and their gradient. Addresses are on the device. */
public final class Embedding {

    private static final int MOST_THREADS = 256;
    private static final int FORWARD_BLOCK = 256;

    private final int width;
    private final int block;
    private final Kernel forward;
    private final Kernel segments;
    private final Kernel tokens;

    public Embedding(Gpu gpu, int width) {
        this.width = width;
        block = Math.min(MOST_THREADS, (width + 31) / 32 * 32);
        Kernels kernels = new Kernels(gpu, "head.cu", "T_LOGIT=float");
        forward = kernels.function("embed");
        segments = kernels.function("embed_segments");
        tokens = kernels.function("embed_tokens");
    }

    /** {@code x[row] = e[token of row]}, float32. */
    public void forward(Stream stream, long tokenIds, long e, long x, int rows) {
        forward.launch(stream, Grid.cover(rows, FORWARD_BLOCK / 32), FORWARD_BLOCK, 0, tokenIds, e, x, width, rows);
    }

    /**
     * Adds the gradient of the rows to that of the embedding.
     *
     * @param dx      float32 [rows, width]
     * @param batch   the rows by token
     * @param partial scratch, float32 [most segments, width]
     */
    public void backward(Stream stream, long dx, BatchLayout.At batch, long partial, long de) {
        segments.launch(stream, batch.layout().mostSegments(), block, 0, dx, batch.order(), batch.segmentStart(),
                batch.segmentCount(), partial, width);
        tokens.launch(stream, batch.layout().mostTokens(), block, 0, partial, batch.token(), batch.tokenStart(),
                batch.tokenCount(), de, width);
    }
}
