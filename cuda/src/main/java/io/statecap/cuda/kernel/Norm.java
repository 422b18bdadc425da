package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Operand;
import io.statecap.cuda.device.Stream;
import io.statecap.model.Mamba2Config;

/** RMSNorm and the gated norm over rows of one width, and their gradients. Addresses are on the device. */
public final class Norm {

    /** Elements of a row that one thread holds: as many as its registers take. */
    private static final int PLAIN = 24;
    private static final int GATED = 16;
    private static final int BLOCK = 256;
    /** Blocks of a backward pass: parts of the sum over rows. */
    private static final int MOST_BLOCKS = 528;
    private static final float EPSILON = (float) Mamba2Config.NORM_EPSILON;

    private final int width;
    private final int block;
    private final int rowsABlock;
    private final Kernel forward;
    private final Kernel backward;
    private final Kernel gatedForward;
    private final Kernel gatedBackward;
    private final Sums sums;
    private final long partial;

    /**
     * @param gated    whether the gated norm is used, else the plain one
     * @param operand  of its results
     * @param partials scratch of {@link #partialBytes}; 0 where there is no backward pass
     */
    public Norm(Gpu gpu, int width, boolean gated, Operand operand, Sums sums, long partials) {
        this.width = width;
        int ofWarp = 32 * (gated ? GATED : PLAIN);
        int group = 32 * Math.min(32, (width + ofWarp - 1) / ofWarp);
        block = group == 32 ? BLOCK : group;
        rowsABlock = block / group;
        Kernels kernels = new Kernels(gpu, "norm.cu", "T_ACT=" + operand, "WIDTH=" + width, "GROUP=" + group);
        forward = kernels.function("rms_forward");
        backward = kernels.function("rms_backward");
        gatedForward = kernels.function("gated_forward");
        gatedBackward = kernels.function("gated_backward");
        this.sums = sums;
        partial = partials;
    }

    /** Scratch of the backward passes over rows of a width, bytes. */
    public static long partialBytes(int width) {
        return (long) MOST_BLOCKS * width * Float.BYTES;
    }

    /**
     * {@code y = x · r · w}.
     *
     * @param y       receives operands [rows, width]
     * @param inverse receives r, [rows]
     * @param copy    receives x; 0 for none
     * @param index   rows of x to take, int32; 0 for all in order
     * @param count   how many of them there are, one int32 on the device; the rows after are zeros
     */
    public void forward(Stream stream, long x, long w, long y, long inverse, long copy, long index, long count,
                        int rows) {
        forward.launch(stream, Grid.cover(rows, rowsABlock), block, 0, x, w, y, inverse, copy, index, count, rows,
                EPSILON);
    }

    /**
     * From the gradient g of y; adds to {@code dx} float32 and to {@code dw}.
     *
     * @param dxOperand receives the sum as operands; 0 for none
     */
    public void backward(Stream stream, long g, long x, long w, long inverse, long index, long count, long dx,
                         long dxOperand, long dw, int rows) {
        int blocks = Math.min(MOST_BLOCKS, Grid.cover(rows, rowsABlock));
        backward.launch(stream, blocks, block, 0, g, x, w, inverse, index, count, dx, dxOperand, partial, rows);
        sums.addColumns(stream, partial, blocks, width, dw);
    }

    /** {@code o = RMSNorm_w(y · silu(z))}, z being the first columns of {@code proj}. */
    public void gatedForward(Stream stream, long y, long proj, int ldProj, long w, long o, long inverse, int rows) {
        gatedForward.launch(stream, Grid.cover(rows, rowsABlock), block, 0, y, proj, ldProj, w, o, inverse, rows,
                EPSILON);
    }

    /** From the gradient g of o to those of y and, in the first columns of {@code dProj}, z; adds to {@code dw}. */
    public void gatedBackward(Stream stream, long g, long y, long proj, int ldProj, long w, long inverse, long dy,
                              long dProj, long dw, int rows) {
        int blocks = Math.min(MOST_BLOCKS, Grid.cover(rows, rowsABlock));
        gatedBackward.launch(stream, blocks, block, 0, g, y, proj, ldProj, w, inverse, dy, dProj, partial, rows);
        sums.addColumns(stream, partial, blocks, width, dw);
    }
}
