package io.statecap.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import io.statecap.model.cpu.CpuInference;
import io.statecap.model.train.ReferenceAccess;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chunked float32 network against {@link PlainMamba2}, on random shapes. */
class PlainRecurrenceTest {

    /** Lengths around the chunk of 64 and its blocks of 16, and primes. */
    private static final int[] LENGTHS = {1, 2, 15, 16, 17, 31, 63, 64, 65, 97, 127, 128, 130, 197};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void forward(long seed) {
        RandomGenerator random = RandomModels.random(seed);
        Mamba2Config config = RandomModels.config(random);
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        int sequences = 1 + random.nextInt(3);
        TokenBatch batch = RandomModels.batch(config, random, sequences, length);
        try (Mamba2 model = RandomModels.model(config, random)) {
            CpuInference inference = new CpuInference(model, sequences, length);
            inference.read(batch.inputs(), length);
            float[] logits = Readings.logits(inference, config, length);
            PlainMamba2 plain = new PlainMamba2(model);
            int vocabulary = config.vocabulary();
            double[] wanted = new double[sequences * length * vocabulary];
            for (int sequence = 0; sequence < sequences; sequence++) {
                plain.reset();
                for (int i = 0; i < length; i++) {
                    double[] row = plain.next(batch.inputs()[sequence * length + i]);
                    System.arraycopy(row, 0, wanted, (sequence * length + i) * vocabulary, vocabulary);
                }
            }
            double distance = RandomModels.distance(logits, wanted);
            assertTrue(distance < 3e-6, "seed " + seed + ", " + config + ", length " + length + ": " + distance);
            for (int layer = 0; layer < config.layers(); layer++) {
                double statesDistance = RandomModels.distance(
                        Readings.states(inference, config, layer, sequences - 1), Readings.flat(plain.states[layer]));
                assertTrue(statesDistance < 3e-6, "seed " + seed + ", states of layer " + layer + ": "
                        + statesDistance);
            }
        }
    }

    /** Every parameter's gradient against central differences of the plain recurrence in double precision. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 5", "3, 16", "4, 17", "5, 33", "6, 70", "7, 131", "8, 9", "9, 64", "10, 65"})
    void backward(long seed, int length) {
        RandomGenerator random = RandomModels.random(1000 + seed);
        Mamba2Config config = RandomModels.config(random);
        int sequences = 2;
        TokenBatch batch = RandomModels.batch(config, random, sequences, length);
        try (Mamba2 model = RandomModels.model(config, random);
                ReferenceAccess access = new ReferenceAccess(model, sequences, length, 1)) {
            PlainMamba2 plain = new PlainMamba2(model);
            double wantedLoss = plainLoss(plain, batch);
            assertEquals(wantedLoss, access.loss(batch), 2e-6 * wantedLoss, "loss, seed " + seed);
            Map<String, float[]> gradients = access.gradients();
            for (var parameter : plain.parameters.entrySet()) {
                float[] gradient = gradients.get(parameter.getKey());
                double[] values = parameter.getValue();
                // Along random directions: as strict as element by element, at a fraction of the cost.
                for (int repeat = 0; repeat < 3; repeat++) {
                    double[] direction = random.doubles(values.length, -1, 1).toArray();
                    double slope = directionalDerivative(plain, batch, values, direction);
                    double ours = 0;
                    double size = 0;
                    for (int i = 0; i < values.length; i++) {
                        ours += gradient[i] * direction[i];
                        size += gradient[i] * gradient[i];
                    }
                    // The floor is for gradients that cancel, such as D's under the norm when there is one head.
                    assertEquals(slope, ours, 2e-5 * Math.sqrt(size) + 3e-7, "gradient of " + parameter.getKey()
                            + ", seed " + seed + ", " + config + ", length " + length);
                }
            }
        }
    }

    private static double directionalDerivative(PlainMamba2 plain, TokenBatch batch, double[] values,
                                                double[] direction) {
        double[] original = values.clone();
        double h = 1e-5;
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = original[i] + (side == 0 ? h : -h) * direction[i];
            }
            losses[side] = plainLoss(plain, batch);
        }
        System.arraycopy(original, 0, values, 0, values.length);
        return (losses[0] - losses[1]) / (2 * h);
    }

    private static double plainLoss(PlainMamba2 plain, TokenBatch batch) {
        double loss = 0;
        int scored = 0;
        for (int sequence = 0; sequence < batch.sequences(); sequence++) {
            plain.reset();
            for (int i = 0; i < batch.length(); i++) {
                int at = sequence * batch.length() + i;
                double[] logits = plain.next(batch.inputs()[at]);
                if (batch.ages()[at] != TokenStream.NOT_SCORED) {
                    loss += PlainMamba2.loss(logits, batch.targets()[at]);
                    scored++;
                }
            }
        }
        return loss / scored;
    }
}
