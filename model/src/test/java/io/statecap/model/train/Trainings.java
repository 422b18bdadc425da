package io.statecap.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2Config;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Trainings run, interrupted and resumed. */
final class Trainings {

    private Trainings() {}

    static byte[] checkpoint(Trainer trainer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        trainer.writeCheckpoint(out);
        return out.toByteArray();
    }

    /** The checkpoint after the last step. */
    static byte[] end(Trainer trainer) throws IOException {
        while (!trainer.done()) {
            trainer.step();
        }
        return checkpoint(trainer);
    }

    /** Resumes a training from after each step, and compares the ends. */
    static void assertResumesToTheSameBits(Mamba2Config config, TrainingSettings settings, TokenSource source)
            throws IOException {
        int steps = (int) settings.steps();
        byte[][] states = new byte[steps + 1][];
        try (Trainer trainer = Trainer.start(config, settings, source, 1)) {
            states[0] = checkpoint(trainer);
            for (int step = 1; step <= steps; step++) {
                trainer.step();
                states[step] = checkpoint(trainer);
            }
        }
        for (int from = 0; from < steps; from++) {
            try (Trainer trainer = Trainer.resume(config, settings, source, 1, false,
                    new ByteArrayInputStream(states[from]))) {
                assertEquals(from, trainer.stepsDone());
                assertArrayEquals(states[steps], end(trainer), "resumed at step " + from);
            }
        }
    }
}
