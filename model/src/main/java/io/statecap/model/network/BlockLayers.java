package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.CausalConv;
import io.statecap.model.kernel.GatedNorm;
import io.statecap.model.kernel.SsdLayer;
import io.statecap.model.kernel.VectorKernels;

/**
 * A block's weights and activations as its kernels take them, made once.
 *
 * @param convolution causal convolution
 * @param ssd         arrays of the recurrence
 * @param gatedNorm   arrays of the gated norm
 */
record BlockLayers(CausalConv convolution, SsdLayer ssd, GatedNorm.Layer gatedNorm) {

    static BlockLayers of(VectorKernels kernels, Mamba2Config config, BlockWeights w, BlockActivations block) {
        return new BlockLayers(
                new CausalConv(kernels, config.convChannels(), config.dConv(), block.convolutionInput, w.convolution,
                        w.convolutionBias, block.xbc, block.xbcSlope),
                new SsdLayer(block.xbc, block.dt, w.a, block.states, block.y, block.yFromState),
                new GatedNorm.Layer(block.y, w.skip, block.xbc, config.convChannels(), block.z, w.gatedNorm,
                        block.gated, block.gatedInverseRms));
    }
}
