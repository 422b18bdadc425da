package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.ParameterReader;
import io.statecap.model.io.Parameter;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.Linear;

/**
 * A model's parameters in the kernels' layout: allocated once, refreshed after every optimiser step, read by all
 * threads.
 */
public final class Weights {

    private final Mamba2Config config;
    final BlockWeights[] blocks;
    /** [vocabulary, dModel] */
    final float[] embeddings;
    /** [dModel] */
    final float[] finalNorm;
    final Linear head;
    private final float[] scratch;

    /** @param withBackward whether gradients will be computed; without, less memory */
    public Weights(Mamba2Config config, boolean withBackward) {
        this.config = config;
        blocks = new BlockWeights[config.layers()];
        for (int layer = 0; layer < blocks.length; layer++) {
            blocks[layer] = new BlockWeights(config, layer, withBackward);
        }
        embeddings = Floats.array((long) config.vocabulary() * config.dModel());
        finalNorm = Floats.array(config.dModel());
        head = Linear.allocate(config.dModel(), config.vocabulary(), withBackward);
        scratch = Floats.array(Math.max(BlockWeights.largest(config), config.tied() ? 0 : embeddings.length));
    }

    /** Reads the parameters anew. */
    public void refresh(ParameterReader parameters) {
        int size = config.vocabulary() * config.dModel();
        parameters.read(Parameter.EMBEDDINGS.key(), 0, embeddings, 0, size);
        for (BlockWeights block : blocks) {
            block.refresh(parameters, scratch);
        }
        parameters.read(Parameter.FINAL_NORM.key(), 0, finalNorm, 0, config.dModel());
        if (!config.tied()) {
            parameters.read(Parameter.HEAD.key(), 0, scratch, 0, size);
        }
        head.pack(config.tied() ? embeddings : scratch, 0);
    }

    public Mamba2Config config() {
        return config;
    }
}
