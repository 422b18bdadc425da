package io.statecap.benchmarks.kernel;

import io.statecap.model.kernel.Floats;
import java.util.Random;

/** Inputs: normal numbers, the same in every run. */
final class RandomFloats {

    private final Random random = new Random(1);

    /** Of the given standard deviation. */
    float[] normal(int size, double deviation) {
        float[] array = Floats.array(size);
        for (int i = 0; i < size; i++) {
            array[i] = (float) (deviation * random.nextGaussian());
        }
        return array;
    }

    /** Uniform between two bounds. */
    float[] uniform(int size, double low, double high) {
        float[] array = Floats.array(size);
        for (int i = 0; i < size; i++) {
            array[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return array;
    }
}
