package io.statecap.model;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import io.statecap.model.io.Parameter;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Models and batches of awkward sizes, made from a seed that failure messages print. */
public final class RandomModels {

    private RandomModels() {}

    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    public static Mamba2Config config(RandomGenerator random) {
        int groups = 1 + random.nextInt(2);
        int headDim = 1 + random.nextInt(9);
        int heads = groups * (1 + random.nextInt(3));
        // dModel · expand must be heads · headDim.
        int inner = heads * headDim;
        int expand = inner % 2 == 0 ? 2 : 1;
        return new Mamba2Config(inner / expand, 1 + random.nextInt(2), 1 + random.nextInt(20), headDim, expand,
                1 + random.nextInt(4), groups, random.nextBoolean(), 3 + random.nextInt(40),
                new Mamba2Config.Range(0.0625, 16), new Mamba2Config.Range(0.001, 0.5));
    }

    /** An initialised model whose ones and zeros are moved, so that nothing cancels by accident. */
    public static Mamba2 model(Mamba2Config config, RandomGenerator random) {
        Mamba2 model = Mamba2.initialise(config, random.nextLong());
        for (String name : model.parameters().shapes().keySet()) {
            float[] values = model.parameters().read(name);
            float scale = name.equals(Parameter.EMBEDDINGS.key()) || name.equals(Parameter.HEAD.key()) ? 0.5f : 0.1f;
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) random.nextGaussian() * scale;
            }
            model.parameters().write(name, 0, values, 0, values.length);
        }
        return model;
    }

    /** Random tokens; about a third of the targets do not count. */
    public static TokenBatch batch(Mamba2Config config, RandomGenerator random, int sequences, int length) {
        int size = sequences * length;
        int[] inputs = random.ints(size, 0, config.vocabulary()).toArray();
        int[] targets = random.ints(size, 0, config.vocabulary()).toArray();
        int[] ages = random.ints(size, 0, 3).map(i -> i == 0 ? TokenStream.NOT_SCORED : i).toArray();
        ages[size - 1] = TokenStream.NO_AGE;
        return new TokenBatch(sequences, length, inputs, targets, ages);
    }

    /** ‖x − wanted‖ / ‖wanted‖ */
    public static double distance(float[] x, double[] wanted) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < wanted.length; i++) {
            difference += (x[i] - wanted[i]) * (x[i] - wanted[i]);
            norm += wanted[i] * wanted[i];
        }
        return Math.sqrt(difference / norm);
    }
}
