package io.statecap.cuda.network;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.kernel.Convolution;
import io.statecap.cuda.kernel.Embedding;
import io.statecap.cuda.kernel.Norm;
import io.statecap.cuda.kernel.Ssd;
import io.statecap.cuda.kernel.StateSpace;
import io.statecap.cuda.kernel.Sums;
import io.statecap.model.Mamba2Config;

/**
 * The kernels of one model on one stream.
 *
 * @param modelNorm over rows of dModel
 * @param innerNorm over rows of dInner
 */
record Operators(Stream stream, Blas blas, Arithmetic arithmetic, Norm modelNorm, Norm innerNorm,
                 Convolution convolution, StateSpace stateSpace, Embedding embedding) {

    /** @param training whether there is a backward pass, whose scratch is then allocated */
    static Operators of(Stream stream, DeviceArena arena, Blas blas, Arithmetic arithmetic, Mamba2Config config,
                        int sequences, int length, boolean training) {
        Gpu gpu = stream.gpu();
        Sums sums = new Sums(gpu);
        long partials = training ? arena.allocate(Math.max(Norm.partialBytes(Math.max(config.dModel(),
                config.dInner())), Convolution.partialBytes(config, sequences, length))) : 0;
        return new Operators(stream, blas, arithmetic,
                new Norm(gpu, config.dModel(), false, arithmetic.operand(), sums, partials),
                new Norm(gpu, config.dInner(), true, arithmetic.operand(), sums, partials),
                new Convolution(gpu, config, arithmetic, sums, partials),
                new Ssd(gpu, arena, config, sequences, length, arithmetic, training),
                new Embedding(gpu, config.dModel()));
    }
}
