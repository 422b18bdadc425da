package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.io.Parameter;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.VectorKernels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gradients of all parameters: summed by {@link BackwardPass} in the kernels' layout, then copied to the
 * parameters' names and shapes by {@link #named}.
 */
public final class Gradients {

    private final Mamba2Config config;
    final BlockGradients[] blocks;
    final float[] embeddings;
    final float[] finalNorm;
    /** The embeddings' own array where the head is tied. */
    final float[] head;
    private final Map<String, float[]> named = new LinkedHashMap<>();

    public Gradients(Mamba2Config config) {
        this.config = config;
        blocks = new BlockGradients[config.layers()];
        for (int layer = 0; layer < blocks.length; layer++) {
            blocks[layer] = new BlockGradients(config);
        }
        embeddings = Floats.array((long) config.vocabulary() * config.dModel());
        finalNorm = Floats.array(config.dModel());
        head = config.tied() ? embeddings : Floats.array((long) config.vocabulary() * config.dModel());
        for (String name : Parameter.shapes(config).keySet()) {
            named.put(name, null);
        }
        named.put(Parameter.EMBEDDINGS.key(), embeddings);
        named.put(Parameter.FINAL_NORM.key(), finalNorm);
        if (!config.tied()) {
            named.put(Parameter.HEAD.key(), head);
        }
        for (int layer = 0; layer < blocks.length; layer++) {
            BlockGradients block = blocks[layer];
            named.put(Parameter.BLOCK_NORM.key(layer), block.norm);
            named.put(Parameter.INPUT_PROJECTION.key(layer), block.inputProjection);
            named.put(Parameter.CONVOLUTION.key(layer), Floats.array((long) config.convChannels() * config.dConv()));
            named.put(Parameter.CONVOLUTION_BIAS.key(layer), block.convolutionBias);
            named.put(Parameter.DT_BIAS.key(layer), block.dtBias);
            named.put(Parameter.LOG_A.key(layer), Floats.array(config.heads()));
            named.put(Parameter.SKIP.key(layer), Floats.array(config.heads()));
            named.put(Parameter.GATED_NORM.key(layer), block.gatedNorm);
            named.put(Parameter.OUTPUT_PROJECTION.key(layer), block.outputProjection);
        }
    }

    public void clear() {
        Arrays.fill(embeddings, 0);
        Arrays.fill(finalNorm, 0);
        Arrays.fill(head, 0);
        for (BlockGradients block : blocks) {
            block.clear();
        }
    }

    /** Adds the gradients of another thread. */
    public void add(VectorKernels kernels, Gradients other) {
        add(kernels, other.embeddings, embeddings);
        add(kernels, other.finalNorm, finalNorm);
        if (head != embeddings) {
            add(kernels, other.head, head);
        }
        for (int layer = 0; layer < blocks.length; layer++) {
            blocks[layer].add(kernels, other.blocks[layer]);
        }
    }

    static void add(VectorKernels kernels, float[] from, float[] to) {
        kernels.axpy(from.length, 1, from, 0, to, 0);
    }

    /**
     * The sums so far, by parameter name, each row-major in the parameter's shape (arrays are longer than that). The
     * arrays are this object's own.
     */
    public Map<String, float[]> named(Weights weights) {
        for (int layer = 0; layer < blocks.length; layer++) {
            BlockGradients block = blocks[layer];
            float[] convolution = named.get(Parameter.CONVOLUTION.key(layer));
            int channels = config.convChannels();
            for (int channel = 0; channel < channels; channel++) {
                for (int tap = 0; tap < config.dConv(); tap++) {
                    convolution[channel * config.dConv() + tap] = block.convolution[tap * channels + channel];
                }
            }
            float[] logA = named.get(Parameter.LOG_A.key(layer));
            float[] skip = named.get(Parameter.SKIP.key(layer));
            for (int head = 0; head < config.heads(); head++) {
                // dA/dA_log = A
                logA[head] = (float) (block.a[head] * weights.blocks[layer].a[head]);
                double sum = 0;
                for (int channel = 0; channel < config.headDim(); channel++) {
                    sum += block.skip[head * config.headDim() + channel];
                }
                skip[head] = (float) sum;
            }
        }
        return named;
    }
}
