package io.statecap.model;

import io.statecap.model.io.Parameter;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Initial parameters as in the Mamba-2 reference code (state-spaces/mamba, modules/mamba2.py): Δ log-uniform with a
 * floor of 1e-4, A uniform, D and norms 1, projections, convolution and an untied head uniform within 1/√fan-in (the
 * default of PyTorch's layers), the output projection divided by √layers too, embeddings normal with standard
 * deviation 0.02. The ranges of A and Δ are the configuration's.
 */
record Initialisation(ParameterStore parameters, long seed) {

    private static final double DT_FLOOR = 1e-4;
    private static final double EMBEDDING_DEVIATION = 0.02;
    private static final int BLOCK = 1 << 16;

    private static final ToDoubleFunction<RandomGenerator> ONE = random -> 1;

    /** Overwrites all parameters. */
    static void fill(ParameterStore parameters, Mamba2Config config, long seed) {
        Initialisation initial = new Initialisation(parameters, seed);
        var projection = uniform(1 / Math.sqrt(config.dModel()));
        var convolution = uniform(1 / Math.sqrt(config.dConv()));
        var output = uniform(1 / Math.sqrt(config.dInner()) / Math.sqrt(config.layers()));
        initial.fill(Parameter.EMBEDDINGS.key(), random -> random.nextGaussian() * EMBEDDING_DEVIATION);
        for (int layer = 0; layer < config.layers(); layer++) {
            initial.fill(Parameter.BLOCK_NORM.key(layer), ONE);
            initial.fill(Parameter.INPUT_PROJECTION.key(layer), projection);
            initial.fill(Parameter.CONVOLUTION.key(layer), convolution);
            initial.fill(Parameter.CONVOLUTION_BIAS.key(layer), convolution);
            initial.fill(Parameter.DT_BIAS.key(layer), dtBias(config.initDt()));
            initial.fill(Parameter.LOG_A.key(layer), logA(config.initA()));
            initial.fill(Parameter.SKIP.key(layer), ONE);
            initial.fill(Parameter.GATED_NORM.key(layer), ONE);
            initial.fill(Parameter.OUTPUT_PROJECTION.key(layer), output);
        }
        initial.fill(Parameter.FINAL_NORM.key(), ONE);
        if (!config.tied()) {
            initial.fill(Parameter.HEAD.key(), projection);
        }
    }

    /** A generator for each parameter, so that a change of one size does not change the draws of the others. */
    private RandomGenerator generator(String name) {
        long mixed = seed;
        for (int i = 0; i < name.length(); i++) {
            mixed = (mixed ^ name.charAt(i)) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
        }
        return RandomGeneratorFactory.of("L64X128MixRandom").create(mixed);
    }

    private void fill(String name, ToDoubleFunction<RandomGenerator> draw) {
        RandomGenerator random = generator(name);
        long size = parameters.size(name);
        float[] block = new float[(int) Math.min(BLOCK, size)];
        for (long at = 0; at < size; at += block.length) {
            int count = (int) Math.min(block.length, size - at);
            for (int i = 0; i < count; i++) {
                block[i] = (float) draw.applyAsDouble(random);
            }
            parameters.write(name, at, block, 0, count);
        }
    }

    private static ToDoubleFunction<RandomGenerator> uniform(double limit) {
        return random -> (2 * random.nextDouble() - 1) * limit;
    }

    /** The bias whose softplus is Δ at zero input. */
    private static ToDoubleFunction<RandomGenerator> dtBias(Mamba2Config.Range range) {
        double low = StrictMath.log(range.low());
        double high = StrictMath.log(range.high());
        return random -> {
            double dt = Math.max(DT_FLOOR, StrictMath.exp(low + (high - low) * random.nextDouble()));
            return dt + StrictMath.log(-StrictMath.expm1(-dt));
        };
    }

    private static ToDoubleFunction<RandomGenerator> logA(Mamba2Config.Range range) {
        return random -> StrictMath.log(range.low() + (range.high() - range.low()) * random.nextDouble());
    }
}
