package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.ParameterReader;
import io.statecap.model.io.Parameter;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.Linear;

/** One block's parameters in the kernels' layout. */
final class BlockWeights {

    /** Rows of Δ that one call adds {@link #dtBias} to. */
    static final int DT_ROWS = 16;

    private final Mamba2Config config;
    private final int layer;
    /** Gain of the norm before the block, [dModel]. */
    final float[] norm;
    /** The three parts of the input projection: to z, to x | B | C, to Δ. */
    final Linear toZ;
    final Linear toXbc;
    final Linear toDt;
    /** Convolution, [dConv, convChannels], and its bias. */
    final float[] convolution;
    final float[] convolutionBias;
    /** Bias of Δ, the same row [heads] {@value #DT_ROWS} times, so that one call serves as many rows of Δ. */
    final float[] dtBias;
    /** A = −exp(A_log), [heads]. */
    final float[] a;
    /** D, a channel each, [dInner]. */
    final float[] skip;
    /** Gain of the gated norm, [dInner]. */
    final float[] gatedNorm;
    final Linear output;

    BlockWeights(Mamba2Config config, int layer, boolean withBackward) {
        this.config = config;
        this.layer = layer;
        int inner = config.dInner();
        int channels = config.convChannels();
        norm = Floats.array(config.dModel());
        toZ = Linear.allocate(config.dModel(), inner, withBackward);
        toXbc = Linear.allocate(config.dModel(), channels, withBackward);
        toDt = Linear.allocate(config.dModel(), config.heads(), withBackward);
        convolution = Floats.array((long) config.dConv() * channels);
        convolutionBias = Floats.array(channels);
        dtBias = Floats.array((long) DT_ROWS * config.heads());
        a = Floats.array(config.heads());
        skip = Floats.array(inner);
        gatedNorm = Floats.array(inner);
        output = Linear.allocate(inner, config.dModel(), withBackward);
    }

    void refresh(ParameterReader parameters, float[] scratch) {
        int inner = config.dInner();
        int channels = config.convChannels();
        parameters.read(Parameter.BLOCK_NORM.key(layer), 0, norm, 0, config.dModel());

        parameters.read(Parameter.INPUT_PROJECTION.key(layer), 0, scratch, 0,
                config.projectionWidth() * config.dModel());
        toZ.pack(scratch, 0);
        toXbc.pack(scratch, inner * config.dModel());
        toDt.pack(scratch, (inner + channels) * config.dModel());

        parameters.read(Parameter.CONVOLUTION.key(layer), 0, scratch, 0, channels * config.dConv());
        for (int channel = 0; channel < channels; channel++) {
            for (int tap = 0; tap < config.dConv(); tap++) {
                convolution[tap * channels + channel] = scratch[channel * config.dConv() + tap];
            }
        }
        parameters.read(Parameter.CONVOLUTION_BIAS.key(layer), 0, convolutionBias, 0, channels);
        parameters.read(Parameter.DT_BIAS.key(layer), 0, dtBias, 0, config.heads());
        for (int row = 1; row < DT_ROWS; row++) {
            System.arraycopy(dtBias, 0, dtBias, row * config.heads(), config.heads());
        }

        parameters.read(Parameter.LOG_A.key(layer), 0, a, 0, config.heads());
        for (int head = 0; head < config.heads(); head++) {
            a[head] = (float) -StrictMath.exp(a[head]);
        }
        parameters.read(Parameter.SKIP.key(layer), 0, scratch, 0, config.heads());
        for (int channel = 0; channel < inner; channel++) {
            skip[channel] = scratch[channel / config.headDim()];
        }
        parameters.read(Parameter.GATED_NORM.key(layer), 0, gatedNorm, 0, inner);
        parameters.read(Parameter.OUTPUT_PROJECTION.key(layer), 0, scratch, 0, config.dModel() * inner);
        output.pack(scratch, 0);
    }

    /** Elements of the largest parameter of a block. */
    static int largest(Mamba2Config config) {
        return Math.max(config.projectionWidth() * config.dModel(),
                Math.max(config.convChannels() * config.dConv(), config.dModel() * config.dInner()));
    }
}
