package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.VectorKernels;
import java.util.Arrays;

/** Gradients of one block, in the kernels' layout. */
final class BlockGradients {

    final float[] norm;
    /** [projectionWidth, dModel] */
    final float[] inputProjection;
    /** [dConv, convChannels] */
    final float[] convolution;
    final float[] convolutionBias;
    final float[] dtBias;
    /** Of A itself, [heads]. */
    final double[] a;
    /** Of D, a channel each, [dInner]. */
    final float[] skip;
    final float[] gatedNorm;
    /** [dModel, dInner] */
    final float[] outputProjection;

    BlockGradients(Mamba2Config config) {
        norm = Floats.array(config.dModel());
        inputProjection = Floats.array((long) config.projectionWidth() * config.dModel());
        convolution = Floats.array((long) config.dConv() * config.convChannels());
        convolutionBias = Floats.array(config.convChannels());
        dtBias = Floats.array(config.heads());
        a = new double[config.heads()];
        skip = Floats.array(config.dInner());
        gatedNorm = Floats.array(config.dInner());
        outputProjection = Floats.array((long) config.dModel() * config.dInner());
    }

    void add(VectorKernels kernels, BlockGradients other) {
        Gradients.add(kernels, other.norm, norm);
        Gradients.add(kernels, other.inputProjection, inputProjection);
        Gradients.add(kernels, other.convolution, convolution);
        Gradients.add(kernels, other.convolutionBias, convolutionBias);
        Gradients.add(kernels, other.dtBias, dtBias);
        for (int head = 0; head < a.length; head++) {
            a[head] += other.a[head];
        }
        Gradients.add(kernels, other.skip, skip);
        Gradients.add(kernels, other.gatedNorm, gatedNorm);
        Gradients.add(kernels, other.outputProjection, outputProjection);
    }

    void clear() {
        Arrays.fill(norm, 0);
        Arrays.fill(inputProjection, 0);
        Arrays.fill(convolution, 0);
        Arrays.fill(convolutionBias, 0);
        Arrays.fill(dtBias, 0);
        Arrays.fill(a, 0);
        Arrays.fill(skip, 0);
        Arrays.fill(gatedNorm, 0);
        Arrays.fill(outputProjection, 0);
    }
}
