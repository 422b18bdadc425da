package io.statecap.jobs.experiment.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.CurveRow;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.results.TrialRows;
import io.statecap.jobs.spark.DeterministicColumns;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTrialRunnerTest {

    private static final long PLENTY = 1L << 40;

    @TempDir
    private Path folder;

    private static SweepConfig config(String learningRate, String execution) {
        return ConfigReader.parse("""
                {"name": "one",
                 "model": {"dModel": 8, "layers": 1, "dState": 4, "headDim": 8, "expand": 2},
                 "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
                 "training": {"length": 32, "tokens": 7680, "batchTokens": 128, "learningRate": %s, "clip": 0,
                              "seed": 0},
                 "probe": {"length": 128, "sequences": 3},
                 "criterion": {"slice": "all"},
                 "execution": %s}""".formatted(learningRate, execution), "one.json");
    }

    private static SweepConfig config() {
        return config("0.005", "{\"keepModels\": true}");
    }

    private TrialContext context(SweepConfig config, String name, long memory, BooleanSupplier stop,
                                 Consumer<TrialProgress> progress) throws IOException {
        return OneTrial.context(config, folder.resolve(name), memory, stop, progress, note -> { });
    }

    private static TrialRows run(SweepConfig config, TrialContext context) throws Exception {
        return new ModelTrialRunner().run(config.trials().get(0), context);
    }

    private byte[] weights(String name, Trial trial) throws IOException {
        return Files.readAllBytes(folder.resolve(name).resolve("checkpoints/models").resolve(trial.trialId())
                .resolve("model.safetensors"));
    }

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aTrialLeavesItsRowItsCurveItsStepsAndItsModel() throws Exception {
        SweepConfig config = config();

        TrialRows rows = run(config, context(config, "a", PLENTY, () -> false, progress -> { }));

        assertEquals("ok", rows.trial().status());
        assertEquals(60, rows.training().size());
        assertEquals(7680, rows.training().get(59).tokens());
        assertTrue(rows.trial().finalTrainLoss() > 0);
        assertTrue(rows.probed().curves().stream().anyMatch(row -> row.toPosition() == 32 && row.slice().equals("all")));
        List<CurveRow> real = rows.probed().curves().stream().filter(row -> row.probe().equals("heldout")).toList();
        assertEquals(128, real.get(real.size() - 1).toPosition());
        assertTrue(real.stream().allMatch(row -> (row.excess() == null) == (row.toPosition() <= 32)));
        List<CurveRow> placebo = rows.probed().curves().stream().filter(row -> row.probe().equals("placebo")).toList();
        assertEquals(32, placebo.get(placebo.size() - 1).toPosition());
        assertTrue(placebo.stream().allMatch(row -> row.trainLength() == 16
                && (row.excess() == null) == (row.toPosition() <= 16)));
        assertTrue(weights("a", config.trials().get(0)).length > 0);
    }

    @Test
    void stopsAndCrashesAtRandomMomentsLeaveTheSameWeightsAndRows() throws Exception {
        SweepConfig config = config();
        Trial trial = config.trials().get(0);
        TrialRows undisturbed = run(config, context(config, "undisturbed", PLENTY, () -> false, progress -> { }));
        Random random = new Random(7);
        int disturbances = 0;
        TrialRows resumed = null;
        for (int attempt = 0; resumed == null; attempt++) {
            int[] calls = new int[1];
            int moment = 1 + random.nextInt(9);
            boolean crash = attempt < 10 && random.nextInt(3) == 0;
            boolean stop = attempt < 10 && !crash;
            TrialContext context = context(config, "disturbed", PLENTY, () -> stop && calls[0] > moment, progress -> {
                if (++calls[0] > moment && crash) {
                    throw new Crash();
                }
            });
            try {
                resumed = run(config, context);
            } catch (ProbeParts.StoppedException | Crash e) {
                disturbances++;
            }
        }

        assertEquals(10, disturbances);
        assertArrayEquals(weights("undisturbed", trial), weights("disturbed", trial));
        assertEquals(undisturbed.probed().curves(), resumed.probed().curves());
        assertEquals(undisturbed.training(), resumed.training());
        assertEquals(DeterministicColumns.of(undisturbed.trial()), DeterministicColumns.of(resumed.trial()));
    }

    /** Probes at steps are neither lost nor repeated by stops, and are those of the model at that step. */
    @Test
    void probesAtStepsSurviveStops() throws Exception {
        SweepConfig config = ConfigReader.parse(config().resolvedJson().replace("\"atSteps\":[]",
                "\"atSteps\":[10,40]").replace("\"kinds\":[]", "\"kinds\":[\"passkey\",\"states\"]")
                .replace("\"mitigations\":[\"none\"]", "\"mitigations\":[\"none\",\"window:tokens=16\"]")
                .replace("\"longestContext\":2048", "\"longestContext\":32"), "c");
        Trial trial = config.trials().get(0);
        TrialRunner runner = new ModelTrialRunner();
        TrialRows whole = runner.run(trial, context(config, "whole", PLENTY, () -> false, progress -> { }));

        assertEquals(Set.of("null", "10", "40"), whole.probed().curves().stream().map(row -> String.valueOf(row.step()))
                .collect(Collectors.toSet()));
        assertEquals(Set.of("none", "window:tokens=16"), whole.probed().curves().stream().map(CurveRow::mitigation)
                .collect(Collectors.toSet()));
        // Steps, mitigations, contexts of 16 and 32, ten depths.
        assertEquals(3 * 2 * 2 * 10, whole.probed().passkey().size());
        assertTrue(whole.probed().states().stream().allMatch(row -> row.trialId().equals(trial.trialId())));

        int[] calls = new int[1];
        TrialContext stopped = context(config, "stopped", PLENTY, () -> ++calls[0] > 25, progress -> { });
        assertThrows(ProbeParts.StoppedException.class, () -> runner.run(trial, stopped));
        TrialRows resumed = runner.run(trial, context(config, "stopped", PLENTY, () -> false, progress -> { }));
        assertEquals(whole.probed().curves(), resumed.probed().curves());
        assertEquals(whole.probed().passkey(), resumed.probed().passkey());
        assertEquals(whole.probed().states(), resumed.probed().states());
    }

    @Test
    void aTrainingGoesOnFromAKeptModel() throws Exception {
        SweepConfig config = config();
        run(config, context(config, "first", PLENTY, () -> false, progress -> { }));
        Path model = folder.resolve("first/checkpoints/models").resolve(config.trials().get(0).trialId());
        SweepConfig next = ConfigReader.parse(config.resolvedJson().replace("\"checkpoint\":\"\"",
                "\"checkpoint\":\"" + model + "\""), "c");

        TrialRows first = run(config, context(config, "again", PLENTY, () -> false, progress -> { }));
        TrialRows second = run(next, context(next, "second", PLENTY, () -> false, progress -> { }));
        assertTrue(second.training().get(0).loss() < first.training().get(0).loss() - 0.3,
                first.training().get(0).loss() + " and " + second.training().get(0).loss());

        SweepConfig missing = ConfigReader.parse(config.resolvedJson().replace("\"checkpoint\":\"\"",
                "\"checkpoint\":\"no-such-model\""), "c");
        TrialRunner.FailedException failure = assertThrows(TrialRunner.FailedException.class,
                () -> run(missing, context(missing, "a", PLENTY, () -> false, progress -> { })));
        assertTrue(failure.getMessage().startsWith("cannot read the checkpoint: no-such-model"),
                failure.getMessage());
    }

    @Test
    void divergenceIsAFailureWithItsStep() throws Exception {
        SweepConfig config = config("10", "{}");

        TrialRunner.FailedException failure = assertThrows(TrialRunner.FailedException.class,
                () -> run(config, context(config, "a", PLENTY, () -> false, progress -> { })));

        assertTrue(failure.getMessage().matches("diverged at step \\d+ of 60: loss .*, gradient norm .*"),
                failure.getMessage());
        assertFalse(failure.training().isEmpty());
    }

    @Test
    void theTimeLimitIsAFailure() throws Exception {
        SweepConfig config = config("0.005", "{\"timeLimitMinutes\": 1e-6}");

        TrialRunner.FailedException failure = assertThrows(TrialRunner.FailedException.class,
                () -> run(config, context(config, "a", PLENTY, () -> false, progress -> { })));

        assertTrue(failure.getMessage().startsWith("exceeded its time limit of 0.000001 minutes at step "),
                failure.getMessage());
    }

    @Test
    void whatDoesNotFitInMemoryIsRefusedBeforeAnythingIsAllocated() throws Exception {
        SweepConfig config = config();

        TrialRunner.FailedException failure = assertThrows(TrialRunner.FailedException.class,
                () -> run(config, context(config, "a", 1000, () -> false, progress -> { })));

        assertTrue(failure.getMessage().startsWith("does not fit in memory: it needs about "), failure.getMessage());
        assertFalse(Files.exists(folder.resolve("a")));
    }

    private static SweepConfig probing(String probe) {
        return ConfigReader.parse(config("0.005", "{\"checkpointEverySeconds\": 3600}").resolvedJson()
                .replace("\"atSteps\":[]", "\"atSteps\":[10]")
                .replace("\"mitigations\":[\"none\"]", "\"mitigations\":[\"none\",\"forget\"]")
                .replace("\"buckets\":{\"kind\":\"geometric\",\"perOctave\":1}", probe), "c");
    }

    /** Curves under a mitigation lie on the buckets that the configuration asks for, row by row with the plain one. */
    @Test
    void mitigatedCurvesHaveTheBucketsOfThePlainOne() throws Exception {
        SweepConfig config = probing("\"buckets\":{\"kind\":\"linear\",\"width\":16}");

        TrialRows rows = run(config, context(config, "a", PLENTY, () -> false, progress -> { }));

        List<String> plain = edges(rows, "none");
        assertEquals("0-16", plain.get(0));
        assertEquals(plain, edges(rows, "forget"));
    }

    private static List<String> edges(TrialRows rows, String mitigation) {
        return rows.probed().curves().stream().filter(row -> row.probe().equals("heldout") && row.step() == null
                        && row.mitigation().equals(mitigation) && row.slice().equals("all"))
                .map(row -> row.fromPosition() + "-" + row.toPosition()).toList();
    }

    /** A stop in the middle of a probe along the training keeps the step and the parts that are done. */
    @Test
    void aStopDuringAProbeAlongTheTrainingWritesACheckpoint() throws Exception {
        SweepConfig config = probing("\"buckets\":{\"kind\":\"geometric\",\"perOctave\":1}");
        String id = config.trials().get(0).trialId();
        boolean[] probing = new boolean[1];
        TrialContext stopped = context(config, "stopped", PLENTY, () -> probing[0],
                progress -> probing[0] = progress.tokens() == 1280 && Double.isNaN(progress.loss()));

        assertThrows(ProbeParts.StoppedException.class, () -> run(config, stopped));

        try (var latest = stopped.sweep().results().checkpoints(id).latest().orElseThrow()) {
            assertEquals(10, TrainingRecord.read(new DataInputStream(latest), config.trials().get(0)).rows().size());
        }
        TrialRows resumed = run(config, context(config, "stopped", PLENTY, () -> false, progress -> { }));
        TrialRows whole = run(config, context(config, "whole", PLENTY, () -> false, progress -> { }));
        assertEquals(whole.probed().curves(), resumed.probed().curves());
    }

    @Test
    void probesAlongTheTrainingHaveItsTimeLimit() throws Exception {
        SweepConfig config = probing("\"buckets\":{\"kind\":\"geometric\",\"perOctave\":1}");
        SweepConfig limited = ConfigReader.parse(config.resolvedJson().replaceFirst("\"timeLimitMinutes\":[0-9.]+",
                "\"timeLimitMinutes\":0.1"), "c");
        TrialContext context = context(limited, "a", PLENTY, () -> false, progress -> {
            if (progress.tokens() == 1280 && Double.isFinite(progress.loss())) {
                sleep(7000);
            }
        });

        TrialRunner.FailedException failure = assertThrows(TrialRunner.FailedException.class, () -> run(limited, context));

        assertEquals("exceeded its time limit of 0.1 minutes during its probes", failure.getMessage());
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void noCheckpointIsWrittenWhereNoneIsWanted() throws Exception {
        SweepConfig config = config("0.005", "{\"checkpointEverySeconds\": 0}");
        TrialContext context = context(config, "a", PLENTY, () -> false, progress -> { });

        run(config, context);

        assertTrue(context.sweep().results().checkpoints(config.trials().get(0).trialId()).latest().isEmpty());
    }

    /** The share of the work that is done only grows, and probes are part of it. */
    @Test
    void probesCountInTheProgress() throws Exception {
        SweepConfig config = config("0.005", "{}");
        List<Double> shares = new ArrayList<>();

        run(config, context(config, "a", PLENTY, () -> false, progress -> shares.add(progress.share())));

        assertEquals(shares.stream().sorted().toList(), shares);
        assertEquals(1, shares.get(shares.size() - 1), 1e-9);
        assertTrue(shares.get(59) < 0.95, "after the training " + shares.get(59));
    }
}
