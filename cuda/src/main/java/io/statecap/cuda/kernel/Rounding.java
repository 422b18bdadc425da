package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Operand;
import io.statecap.cuda.device.Stream;

/** Makes operands of float32 numbers. */
public final class Rounding {

    private static final int BLOCK = 256;

    private Rounding() {}

    /**
     * Rounds to the nearest, ties to even.
     *
     * @param type  bf16 or fp16
     * @param count a multiple of 4
     */
    public static void run(Stream stream, Operand type, long from, long to, long count) {
        new Kernels(stream.gpu(), "optimizer.cu").function("to_" + type)
                .launch(stream, Grid.cover(count / 4, BLOCK), BLOCK, 0, from, to, count);
    }
}
