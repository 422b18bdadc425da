package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.corpus.TokenSources;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

    private static final String ONE_CELL = """
            {"name": "one",
             "model": {"dModel": 8, "layers": 2, "dState": 4, "headDim": 8},
             "data": {"kind": "recall", "keys": 16, "values": 8},
             "training": {"length": 16, "tokens": 1024, "batchTokens": 256},
             "probe": {"length": 128, "sequences": 2}}
            """;

    @TempDir
    private Path folder;

    /** Weights as they are in memory at the end of the same training. */
    private static void requireTrainedWeights(Trial trial, HfModelDirectory kept) throws IOException {
        try (Trainer trainer = Trainer.start(trial.model(), trial.training(), TokenSources.open(trial.data(), new Configuration()), 1)) {
            while (!trainer.done()) {
                trainer.step();
            }
            for (String name : trainer.model().parameters().shapes().keySet()) {
                assertArrayEquals(trainer.model().parameters().read(name), kept.weights().read(name), 0, name);
            }
        }
    }

    @Test
    void theKeptModelHasTheTrainedWeightsToTheBit() throws IOException {
        Path configuration = Files.writeString(folder.resolve("one.json"), ONE_CELL);
        Trial trial = ConfigReader.read(configuration).trials().get(0);

        CommandRun run = CommandRun.of("train", configuration, "--out", folder.resolve("out"), "--master", "local[1]");

        assertEquals(0, run.code(), run.err());
        Path model = Path.of(run.out().strip());
        assertTrue(Files.isRegularFile(model.resolve("config.json")));
        try (HfModelDirectory kept = HfModelDirectory.load(model)) {
            requireTrainedWeights(trial, kept);
        }
        CommandRun score = CommandRun.of("score", "--model", model, "--tokens",
                Files.writeString(folder.resolve("ids.json"), "[[0, 20, 3, 17, 0, 20]]"));
        assertEquals(0, score.code(), score.err());
        CommandRun byResults = CommandRun.of("score", "--model", folder.resolve("out"), "--tokens",
                folder.resolve("ids.json"));
        assertEquals(score.out(), byResults.out());
    }
}
