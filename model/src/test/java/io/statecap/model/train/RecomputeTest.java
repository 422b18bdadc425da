package io.statecap.model.train;

import static io.statecap.model.SmallRecall.CONFIG;
import static io.statecap.model.SmallRecall.SOURCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TrainingBatches;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.network.CarriedState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Computing blocks once more in the backward pass changes no bit. */
class RecomputeTest {

    private static Mamba2Config config(int layers, int groups) {
        return new Mamba2Config(16, layers, 8, 8, 2, 4, groups, true, 24, CONFIG.initA(), CONFIG.initDt());
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 64, 1", "2, 1, 150, 1", "3, 2, 64, 2", "3, 1, 700, 1"})
    void trainingsEndInTheSameBits(int layers, int groups, int length, int threads) throws IOException {
        TrainingSettings settings = new TrainingSettings(length, 4L * 4 * length, 4 * length, 5e-3, Schedule.CONSTANT,
                0, 0, 0.1, 0.9, 0.95, 1e-8, 1, 7, InitialStates.ZERO);
        List<byte[]> ends = new ArrayList<>();
        for (boolean recompute : new boolean[] {false, true}) {
            try (Trainer trainer = Trainer.start(Mamba2.initialise(config(layers, groups), settings.seed()), settings,
                    SOURCE, threads, recompute)) {
                ends.add(Trainings.end(trainer));
            }
        }
        assertArrayEquals(ends.get(0), ends.get(1));
    }

    @Test
    void carriedStatesGiveTheSameGradientsAndStates() {
        Mamba2Config config = config(3, 1);
        List<Map<String, float[]>> gradients = new ArrayList<>();
        List<CarriedState> states = new ArrayList<>();
        for (boolean recompute : new boolean[] {false, true}) {
            TrainingBatches batches = new TrainingBatches(SOURCE, 3, 5, 300);
            CarriedState state = new CarriedState(config, 5);
            try (Mamba2 model = Mamba2.initialise(config, 1);
                    BatchGradient gradient = new BatchGradient(model.config(), model.parameters(), 5, 300, 2,
                            recompute)) {
                TokenBatch first = batches.batch(0);
                double loss = gradient.run(first, state);
                assertTrue(loss > 0);
                gradient.run(batches.batch(1), state);
                gradients.add(gradient.gradients());
                states.add(state);
            }
        }
        assertEquals(gradients.get(0).keySet(), gradients.get(1).keySet());
        gradients.get(0).forEach((name, values) -> assertArrayEquals(values, gradients.get(1).get(name), 0, name));
        for (int layer = 0; layer < 3; layer++) {
            assertArrayEquals(states.get(0).states(layer), states.get(1).states(layer));
            assertArrayEquals(states.get(0).history(layer), states.get(1).history(layer));
        }
    }

    @Test
    void aTrainingMayBeResumedTheOtherWay() throws IOException {
        TrainingSettings settings = new TrainingSettings(64, 4L * 256, 256, 5e-3, Schedule.CONSTANT, 0, 0, 0.1, 0.9,
                0.95, 1e-8, 1, 7, InitialStates.ZERO);
        byte[] undisturbed;
        byte[] middle;
        try (Trainer trainer = Trainer.start(Mamba2.initialise(config(2, 1), settings.seed()), settings, SOURCE, 1,
                true)) {
            trainer.step();
            trainer.step();
            middle = Trainings.checkpoint(trainer);
            trainer.step();
            undisturbed = Trainings.checkpoint(trainer);
        }
        try (Trainer trainer = Trainer.resume(config(2, 1), settings, SOURCE, 1, false,
                new ByteArrayInputStream(middle))) {
            trainer.step();
            assertArrayEquals(undisturbed, Trainings.checkpoint(trainer));
        }
    }

    @Test
    void itIsReckonedWithLessMemory() {
        Mamba2Config large = new Mamba2Config(768, 24, 128, 64, 2, 4, 1, true, 50_288,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));
        TrainingSettings settings = new TrainingSettings(2048, 1 << 20, 2048, 5e-3, Schedule.CONSTANT, 0, 0, 0.1, 0.9,
                0.95, 1e-8, 1, 7, InitialStates.ZERO);

        long all = CostEstimate.trainingBytes(large, settings, 1, false);
        long inputs = CostEstimate.trainingBytes(large, settings, 1, true);

        assertTrue(inputs < all - (2L << 30), inputs + " and " + all);
        assertTrue(all < 12L << 30, all + " bytes");
    }
}
