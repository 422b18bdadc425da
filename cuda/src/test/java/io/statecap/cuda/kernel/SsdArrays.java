package io.statecap.cuda.kernel;

import io.statecap.model.Mamba2Config;
import java.util.SplittableRandom;

/**
 * Random inputs of the recurrence, as floats whose values the device's type holds.
 *
 * @param xbc     [rows, convChannels]
 * @param raw     Δ before bias and softplus, [rows, heads]
 * @param initial [sequences, dInner, dState], or null
 * @param dy      [rows, dInner]
 */
record SsdArrays(float[] xbc, float[] raw, float[] bias, float[] logA, float[] skip, float[] initial, float[] dy) {

    /** @param strong whether decays are so strong that most of a chunk is forgotten */
    static SsdArrays random(Mamba2Config config, int sequences, int length, boolean initial, boolean strong,
                            boolean bf16, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = sequences * length;
        int heads = config.heads();
        float[] bias = new float[heads];
        float[] logA = new float[heads];
        float[] skip = new float[heads];
        for (int head = 0; head < heads; head++) {
            double dt = Math.exp(random.nextDouble(Math.log(1e-3), Math.log(0.1))) * (strong ? 20 : 1);
            bias[head] = (float) (dt + Math.log(-Math.expm1(-dt)));
            logA[head] = (float) Math.log(random.nextDouble(1, 16));
            skip[head] = (float) random.nextGaussian(1, 0.3);
        }
        return new SsdArrays(DeviceArrays.random(random, rows * config.convChannels(), 0.7, bf16),
                DeviceArrays.random(random, rows * heads, 0.5, bf16), bias, logA, skip,
                initial ? DeviceArrays.random(random, sequences * config.dInner() * config.dState(), 1, false) : null,
                DeviceArrays.random(random, rows * config.dInner(), 1, bf16));
    }
}
