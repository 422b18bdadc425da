package io.statecap.model.train;

import static io.statecap.model.SmallRecall.CONFIG;
import static io.statecap.model.SmallRecall.SOURCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.MemoryFootprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {


    private static TrainingSettings settings(int length, int steps) {
        return new TrainingSettings(length, (long) steps * 1024, 1024, 5e-3, Schedule.WSD, 0.1, 0.2, 0.1, 0.9, 0.95,
                1e-8, 1, 7, InitialStates.ZERO);
    }

    @Test
    void learns() {
        try (Trainer trainer = Trainer.start(CONFIG, settings(64, 120), SOURCE, 1)) {
            double first = trainer.step().loss();
            double last = first;
            while (!trainer.done()) {
                last = trainer.step().loss();
            }
            assertTrue(last < 0.7 * first, "the loss went from " + first + " to " + last);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sameSeedSameBits(int threads) throws IOException {
        byte[][] ends = new byte[2][];
        for (int run = 0; run < 2; run++) {
            try (Trainer trainer = Trainer.start(CONFIG, settings(32, 5), SOURCE, threads)) {
                ends[run] = Trainings.end(trainer);
            }
        }
        assertArrayEquals(ends[0], ends[1]);
    }

    @Test
    void threadsChangeRoundingOnly() {
        try (Trainer one = Trainer.start(CONFIG, settings(32, 5), SOURCE, 1);
                Trainer two = Trainer.start(CONFIG, settings(32, 5), SOURCE, 2)) {
            while (!one.done()) {
                assertEquals(one.step().loss(), two.step().loss(), 1e-5);
            }
        }
    }

    @Test
    void resumesToTheSameBitsFromEveryStep() throws IOException {
        Trainings.assertResumesToTheSameBits(CONFIG, settings(32, 6), SOURCE);
    }

    @Test
    void refusesTheCheckpointOfAnotherTraining() throws IOException {
        byte[] bytes;
        try (Trainer trainer = Trainer.start(CONFIG, settings(32, 6), SOURCE, 1)) {
            bytes = Trainings.checkpoint(trainer);
        }
        IOException e = assertThrows(IOException.class, () -> Trainer.resume(CONFIG, settings(64, 6), SOURCE, 1, false,
                new ByteArrayInputStream(bytes)));
        assertTrue(e.getMessage().contains("length=64"), e.getMessage());
    }

    @Test
    void scheduleRisesStaysAndFalls() {
        TrainingSettings settings = settings(32, 100);
        assertEquals(5e-4, Schedule.WSD.rate(0, settings), 1e-12);
        assertEquals(5e-3, Schedule.WSD.rate(9, settings), 1e-12);
        assertEquals(5e-3, Schedule.WSD.rate(80, settings), 1e-12);
        assertEquals(2.5e-3, Schedule.WSD.rate(90, settings), 1e-12);
        assertEquals(2.5e-4, Schedule.WSD.rate(99, settings), 1e-12);
        assertEquals(5e-3, Schedule.CONSTANT.rate(99, settings), 0);
    }

    /** The estimate that `plan` prints, against every array that the trainer holds. */
    @ParameterizedTest
    @CsvSource({"32, 1, false", "1024, 1, false", "1024, 1, true", "64, 2, false", "64, 2, true"})
    void memoryEstimateCountsWhatIsAllocated(int length, int threads, boolean recompute) {
        Mamba2Config config = new Mamba2Config(64, 3, 32, 16, 2, 4, 1, true, 300, CONFIG.initA(), CONFIG.initDt());
        TrainingSettings settings = settings(length, 1);
        try (Trainer trainer = Trainer.start(Mamba2.initialise(config, settings.seed()), settings, SOURCE, threads,
                recompute)) {
            trainer.step();
            long bytes = MemoryFootprint.of(trainer);
            double estimate = CostEstimate.trainingBytes(config, settings, threads, recompute);
            assertEquals(1, estimate / bytes, 0.05, "estimate " + estimate + ", held " + bytes);
        }
    }
}
