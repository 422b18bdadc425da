package io.statecap.cuda.network;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Operand;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.kernel.Rounding;
import io.statecap.model.Mamba2Config;
import io.statecap.model.ParameterReader;
import io.statecap.model.io.Parameter;

/** A model's parameters on the device: float32, and as operands of matrix products. */
public final class DeviceWeights {

    private final Mamba2Config config;
    private final ParameterLayout layout;
    private final Arithmetic arithmetic;
    private final long floats;
    private final long operands;
    private final long scoredHead;
    private final BlockWeights[] blocks;

    /**
     * Addresses of one block's parameters.
     *
     * @param inputProjection  operands [projectionWidth, dModel]
     * @param outputProjection operands [dModel, dInner]
     */
    public record BlockWeights(long norm, long inputProjection, long convolution, long convolutionBias, long dtBias,
                               long logA, long skip, long gatedNorm, long outputProjection) {

        static BlockWeights of(ParameterLayout layout, int layer, long floats, long operands, int operandBytes) {
            return new BlockWeights(
                    floats + Float.BYTES * layout.offset(Parameter.BLOCK_NORM.key(layer)),
                    operands + operandBytes * layout.offset(Parameter.INPUT_PROJECTION.key(layer)),
                    floats + Float.BYTES * layout.offset(Parameter.CONVOLUTION.key(layer)),
                    floats + Float.BYTES * layout.offset(Parameter.CONVOLUTION_BIAS.key(layer)),
                    floats + Float.BYTES * layout.offset(Parameter.DT_BIAS.key(layer)),
                    floats + Float.BYTES * layout.offset(Parameter.LOG_A.key(layer)),
                    floats + Float.BYTES * layout.offset(Parameter.SKIP.key(layer)),
                    floats + Float.BYTES * layout.offset(Parameter.GATED_NORM.key(layer)),
                    operands + operandBytes * layout.offset(Parameter.OUTPUT_PROJECTION.key(layer)));
        }
    }

    /** @param reading whether the model is read with, else trained */
    public DeviceWeights(DeviceArena arena, Mamba2Config config, Arithmetic arithmetic, boolean reading) {
        this.config = config;
        this.arithmetic = arithmetic;
        layout = new ParameterLayout(config);
        floats = arena.floats(layout.elements());
        operands = arithmetic.bf16() ? arena.allocate(layout.elements() * arithmetic.bytes()) : floats;
        blocks = blocks(floats, operands, arithmetic.bytes());
        scoredHead = !reading ? 0 : arithmetic.scored() == arithmetic.operand() ? head()
                : arena.allocate(headElements() * arithmetic.scored().bytes());
    }

    private BlockWeights[] blocks(long base, long operandBase, int operandBytes) {
        BlockWeights[] all = new BlockWeights[config.layers()];
        for (int layer = 0; layer < all.length; layer++) {
            all[layer] = BlockWeights.of(layout, layer, base, operandBase, operandBytes);
        }
        return all;
    }

    public Mamba2Config config() {
        return config;
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** All parameters, float32. */
    public long floats() {
        return floats;
    }

    /** All parameters as bf16; 0 where the operands are the float32 parameters. */
    public long bf16() {
        return arithmetic.bf16() ? operands : 0;
    }

    public BlockWeights block(int layer) {
        return blocks[layer];
    }

    /** The same parts of an array of gradients, all float32. */
    public BlockWeights[] gradients(long gradients) {
        return blocks(gradients, gradients, Float.BYTES);
    }

    /** Embedding, float32 [vocabulary, dModel]. */
    public long embedding() {
        return floats + Float.BYTES * layout.offset(Parameter.EMBEDDINGS.key());
    }

    public long finalNorm() {
        return floats + Float.BYTES * layout.offset(Parameter.FINAL_NORM.key());
    }

    /** Name of the output head's parameter. */
    public String headName() {
        return config.tied() ? Parameter.EMBEDDINGS.key() : Parameter.HEAD.key();
    }

    /** Output head, operands [vocabulary, dModel]. */
    public long head() {
        return operands + arithmetic.bytes() * layout.offset(headName());
    }

    /** The same as {@link Arithmetic#scored} has it, where the model is read with. */
    public long scoredHead() {
        return scoredHead;
    }

    /** Elements of the head and what lies behind them up to the next multiple of 4. */
    private long headElements() {
        return (layout.shapes().get(headName()).elements() + 3) / 4 * 4;
    }

    /** Copies all parameters to the device, and waits for it. */
    public void upload(Stream stream, ParameterReader parameters) {
        new HostCopy(stream).upload(layout, parameters, floats);
        if (arithmetic.bf16()) {
            Rounding.run(stream, Operand.BF16, floats, operands, layout.elements());
        }
        if (scoredHead != 0 && scoredHead != head()) {
            Rounding.run(stream, arithmetic.scored(), floats + Float.BYTES * layout.offset(headName()), scoredHead,
                    headElements());
        }
        stream.synchronize();
    }
}
