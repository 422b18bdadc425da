package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.io.Parameter;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.VectorKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradients of all parameters, summed by {@link BackwardPass}. Where the kernels' layout is the parameter's, the sums
 * are in the parameter's own array; the others are copied there by {@link #named}.
 */
public final class Gradients {

    private final Mamba2Config config;
    private final Map<String, float[]> named = new LinkedHashMap<>();
    final Block[] blocks;
    final float[] embeddings;
    final float[] finalNorm;
    /** The embeddings' own array where the head is tied. */
    final float[] head;
    /** All that is summed, but gradients of A. */
    private final List<float[]> sums;

    public Gradients(Mamba2Config config) {
        this.config = config;
        Parameter.shapes(config).forEach((name, shape) -> named.put(name, Floats.array(shape.elements())));
        sums = new ArrayList<>(named.values());
        blocks = new Block[config.layers()];
        Arrays.setAll(blocks, Block::new);
        embeddings = named.get(Parameter.EMBEDDINGS.key());
        finalNorm = named.get(Parameter.FINAL_NORM.key());
        head = config.tied() ? embeddings : named.get(Parameter.HEAD.key());
    }

    /** Those of one block, in the kernels' layout. */
    final class Block {

        final float[] norm;
        final float[] inputProjection;
        /** [dConv, convChannels] */
        final float[] convolution = Floats.array((long) config.dConv() * config.convChannels());
        final float[] convolutionBias;
        final float[] dtBias;
        /** Of A itself, [heads]. */
        final double[] a = new double[config.heads()];
        /** Of D, a channel each, [dInner]. */
        final float[] skip = Floats.array(config.dInner());
        final float[] gatedNorm;
        final float[] outputProjection;

        private Block(int layer) {
            norm = named.get(Parameter.BLOCK_NORM.key(layer));
            inputProjection = named.get(Parameter.INPUT_PROJECTION.key(layer));
            convolutionBias = named.get(Parameter.CONVOLUTION_BIAS.key(layer));
            dtBias = named.get(Parameter.DT_BIAS.key(layer));
            gatedNorm = named.get(Parameter.GATED_NORM.key(layer));
            outputProjection = named.get(Parameter.OUTPUT_PROJECTION.key(layer));
            for (Parameter copied : List.of(Parameter.CONVOLUTION, Parameter.LOG_A, Parameter.SKIP)) {
                sums.remove(named.get(copied.key(layer)));
            }
            sums.add(convolution);
            sums.add(skip);
        }
    }

    public void clear() {
        sums.forEach(sum -> Arrays.fill(sum, 0));
        for (Block block : blocks) {
            Arrays.fill(block.a, 0);
        }
    }

    /** Adds the gradients of another thread. */
    public void add(VectorKernels kernels, Gradients other) {
        for (int i = 0; i < sums.size(); i++) {
            kernels.axpy(sums.get(i).length, 1, other.sums.get(i), 0, sums.get(i), 0);
        }
        for (int layer = 0; layer < blocks.length; layer++) {
            for (int head = 0; head < config.heads(); head++) {
                blocks[layer].a[head] += other.blocks[layer].a[head];
            }
        }
    }

    /**
     * The sums so far, by parameter name, each row-major in the parameter's shape (arrays are longer than that). The
     * arrays are this object's own.
     */
    public Map<String, float[]> named(Weights weights) {
        for (int layer = 0; layer < blocks.length; layer++) {
            Block block = blocks[layer];
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
