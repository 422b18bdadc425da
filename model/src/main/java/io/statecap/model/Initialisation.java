package io.statecap.model;

import io.statecap.model.io.ParameterNames;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Initial parameters as in the Mamba-2 reference code (state-spaces/mamba, modules/mamba2.py): Δ log-uniform with a
 * floor of 1e-4, A uniform, D and norms 1, projections, convolution and an untied head uniform within 1/√fan-in (the
 * default of PyTorch's layers), the output projection divided by √layers too, embeddings normal with standard
 * deviation 0.02. The ranges of A and Δ are the configuration's.
 */
final class Initialisation {

    private static final double DT_FLOOR = 1e-4;
    private static final double EMBEDDING_DEVIATION = 0.02;
    private static final int BLOCK = 1 << 16;

    private final Mamba2Config config;
    private final long seed;

    Initialisation(Mamba2Config config, long seed) {
        this.config = config;
        this.seed = seed;
    }

    void fill(ParameterStore parameters) {
        double projection = 1 / Math.sqrt(config.dModel());
        double convolution = 1 / Math.sqrt(config.dConv());
        double output = 1 / Math.sqrt(config.dInner()) / Math.sqrt(config.layers());
        normal(parameters, ParameterNames.EMBEDDINGS);
        for (int layer = 0; layer < config.layers(); layer++) {
            ones(parameters, ParameterNames.blockNorm(layer));
            uniform(parameters, ParameterNames.inputProjection(layer), projection);
            uniform(parameters, ParameterNames.convolution(layer), convolution);
            uniform(parameters, ParameterNames.convolutionBias(layer), convolution);
            dtBias(parameters, ParameterNames.dtBias(layer));
            logA(parameters, ParameterNames.logA(layer));
            ones(parameters, ParameterNames.skip(layer));
            ones(parameters, ParameterNames.gatedNorm(layer));
            uniform(parameters, ParameterNames.outputProjection(layer), output);
        }
        ones(parameters, ParameterNames.FINAL_NORM);
        if (!config.tied()) {
            uniform(parameters, ParameterNames.HEAD, projection);
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

    private void fill(ParameterStore parameters, String name, ToDoubleFunction<RandomGenerator> draw) {
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

    private void uniform(ParameterStore parameters, String name, double limit) {
        fill(parameters, name, random -> (2 * random.nextDouble() - 1) * limit);
    }

    private void normal(ParameterStore parameters, String name) {
        fill(parameters, name, random -> random.nextGaussian() * EMBEDDING_DEVIATION);
    }

    private void ones(ParameterStore parameters, String name) {
        fill(parameters, name, random -> 1);
    }

    /** The bias whose softplus is Δ at zero input. */
    private void dtBias(ParameterStore parameters, String name) {
        double low = StrictMath.log(config.initDt().low());
        double high = StrictMath.log(config.initDt().high());
        fill(parameters, name, random -> {
            double dt = Math.max(DT_FLOOR, StrictMath.exp(low + (high - low) * random.nextDouble()));
            return dt + StrictMath.log(-StrictMath.expm1(-dt));
        });
    }

    private void logA(ParameterStore parameters, String name) {
        double low = config.initA().low();
        double high = config.initA().high();
        fill(parameters, name, random -> StrictMath.log(low + (high - low) * random.nextDouble()));
    }
}
