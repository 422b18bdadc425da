package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.SsdShape;

/** Activations of one block over a micro-batch, as its backward pass needs them. */
final class BlockActivations {

    /** Input of the block, [rows, dModel]. */
    final float[] input;
    final float[] inverseRms;
    /** [rows, dModel] */
    final float[] normed;
    /** [rows, dInner] */
    final float[] z;
    /** Input of the convolution, one sequence after another, each [dConv − 1 + length, convChannels]. */
    final float[] convolutionInput;
    /** x | B | C after convolution and SiLU, [rows, convChannels], and SiLU's slope. */
    final float[] xbc;
    final float[] xbcSlope;
    /** Δ before bias and softplus, after it, and softplus' slope, [rows, heads]. */
    final float[] dtRaw;
    final float[] dt;
    final float[] dtSlope;
    /** States before each chunk and after the last, one sequence after another, each [chunks + 1, dState, dInner]. */
    final float[] states;
    /** y without the skip, and the part of it that came from the state before the chunk, [rows, dInner]. */
    final float[] y;
    final float[] yFromState;
    final float[] gatedInverseRms;
    /** Input of the output projection, [rows, dInner]. */
    final float[] gated;

    BlockActivations(Mamba2Config config, SsdShape shape, MicroBatch micro) {
        long rows = micro.rows();
        input = Floats.array(rows * config.dModel());
        inverseRms = Floats.array(rows);
        normed = Floats.array(rows * config.dModel());
        z = Floats.array(rows * config.dInner());
        convolutionInput = Floats.array((rows
                + (long) micro.sequences() * (config.dConv() - 1)) * config.convChannels());
        xbc = Floats.array(rows * config.convChannels());
        xbcSlope = Floats.array(rows * config.convChannels());
        dtRaw = Floats.array(rows * config.heads());
        dt = Floats.array(rows * config.heads());
        dtSlope = Floats.array(rows * config.heads());
        states = Floats.array((long) micro.sequences() * (shape.chunks(micro.length()) + 1) * shape.stateElements());
        y = Floats.array(rows * config.dInner());
        yFromState = Floats.array(rows * config.dInner());
        gatedInverseRms = Floats.array(rows);
        gated = Floats.array(rows * config.dInner());
    }
}
