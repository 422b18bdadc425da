package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials as an MLflow experiment, and what both exports do with what is already there. */
class ExportRunsTest {

    private static final GeneratedSweep SWEEP = new GeneratedSweep(1, 2, 2, 2, 2);

    @TempDir
    private Path folder;

    private Path sweep() throws IOException {
        Path directory = folder.resolve("results");
        SWEEP.write(ResultsDirectory.local(directory), SWEEP.trials());
        return directory;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private static List<Path> folders(Path directory) throws IOException {
        return list(directory).stream().filter(Files::isDirectory).toList();
    }

    @Test
    void mlflowExperimentHasOneRunATrial() throws IOException {
        Path directory = sweep();
        Path store = folder.resolve("mlruns");

        CommandRun run = CommandRun.of("export", directory, "--mlflow", store);

        assertEquals(ExitCode.OK, run.code(), run.err());
        Path experiment = folders(store).get(0);
        assertEquals(List.of(experiment), list(store));
        JsonNode meta = new YAMLMapper().readTree(experiment.resolve("meta.yaml").toFile());
        assertEquals("generated", meta.get("name").textValue());
        assertEquals(experiment.getFileName().toString(), meta.get("experiment_id").textValue());
        assertTrue(meta.get("experiment_id").textValue().matches("[0-9]{1,18}"));
        assertEquals("active", meta.get("lifecycle_stage").textValue());
        List<Path> runs = folders(experiment);
        assertEquals(SWEEP.trials(), runs.size());
        ResultsDirectory results = ResultsDirectory.local(directory);
        for (Path one : runs) {
            JsonNode info = new YAMLMapper().readTree(one.resolve("meta.yaml").toFile());
            assertEquals(one.getFileName().toString(), info.get("run_id").textValue());
            assertTrue(info.get("run_id").textValue().matches("[0-9a-f]{32}"));
            assertEquals(one.resolve("artifacts").toUri().toString().replaceFirst("/$", ""),
                    info.get("artifact_uri").textValue());
            assertEquals(3, info.get("status").intValue());
            String id = Files.readString(one.resolve("tags/statecap.trial_id"));
            TrialRow trial = results.read(Table.TRIALS, id).get(0);
            assertEquals(trial.startedAt().toEpochMilli(), info.get("start_time").longValue());
            assertEquals(Long.toString(trial.stateSize()), Files.readString(one.resolve("params/state_size")));
            List<TrainingRow> training = results.read(Table.TRAINING, id);
            List<String> lines = Files.readAllLines(one.resolve("metrics/training/loss"));
            assertEquals(training.size(), lines.size());
            for (int i = 0; i < lines.size(); i++) {
                String[] parts = lines.get(i).split(" ");
                assertEquals(3, parts.length);
                assertTrue(Long.parseLong(parts[0]) >= trial.startedAt().toEpochMilli());
                assertEquals(training.get(i).loss(), Double.parseDouble(parts[1]));
                assertEquals(training.get(i).step(), Long.parseLong(parts[2]));
            }
            assertEquals(24, Files.readAllLines(one.resolve("metrics/heldout/age_le_8/loss")).size());
            assertEquals(49, Files.readAllLines(one.resolve("artifacts/curves.csv")).size());
            assertEquals(trial.configJson(), Files.readString(one.resolve("artifacts/config.json")));
        }
    }

    @Test
    void mlflowReplacesOnlyItsOwnExperimentAndOnlyWhenAsked() throws IOException {
        Path directory = sweep();
        Path store = folder.resolve("mlruns");
        Path other = Files.createDirectories(store.resolve("0")).resolve("meta.yaml");
        Files.writeString(other, "name: Default\n");
        assertEquals(ExitCode.OK, CommandRun.of("export", directory, "--mlflow", store).code());
        Path stale = Files.writeString(folders(store).get(1).resolve("stale"), "");

        CommandRun.of("export", directory, "--mlflow", store).refused("holds an experiment of the name generated");
        assertTrue(Files.exists(stale));
        Path killed = Files.createDirectories(store.resolve("." + stale.getParent().getFileName() + ".tmp"));
        Files.writeString(killed.resolve("half"), "");
        assertEquals(ExitCode.OK, CommandRun.of("export", directory, "--mlflow", store, "--overwrite").code());
        assertFalse(Files.exists(stale));
        assertFalse(Files.exists(stale.resolveSibling("half")));
        assertEquals("name: Default\n", Files.readString(other));
        assertEquals(2, list(store).size(), "nothing temporary is left: " + list(store));
        CommandRun.of("export", directory, "--mlflow", other).refused("meta.yaml");
    }

    @Test
    void tensorBoardReplacesOnlyRunsAndOnlyWhenAsked() throws IOException {
        Path directory = sweep();
        Path runs = folder.resolve("deep/runs");
        CommandRun first = CommandRun.of("export", directory, "--tensorboard", runs);
        assertEquals(ExitCode.OK, first.code(), first.err());
        assertEquals(SWEEP.trials(), folders(runs).size());
        assertEquals(List.of(runs), list(runs.getParent()), "nothing temporary is left");

        CommandRun.of("export", directory, "--tensorboard", runs).refused("is not empty");
        assertEquals(ExitCode.OK, CommandRun.of("export", directory, "--tensorboard", runs, "--overwrite").code());
        Path foreign = Files.writeString(runs.resolve("thesis.txt"), "years of work");
        assertEquals(ExitCode.OK, CommandRun.of("export", directory, "--tensorboard", runs, "--overwrite").code());
        for (Path one : folders(runs)) {
            assertEquals(1, list(one).size(), "the files of the earlier export are gone");
        }
        assertEquals("years of work", Files.readString(foreign));
        CommandRun.of("export", directory, "--tensorboard", foreign).refused("is a file");
        CommandRun.of("export", directory, "--tensorboard", foreign.resolve("x")).refused("thesis.txt");
    }

    @Test
    void someFormatMustBeNamedAndSeveralMay() throws IOException {
        Path directory = sweep();
        CommandRun.of("export", directory).refused("--csv");
        CommandRun all = CommandRun.of("export", directory, "--csv", folder.resolve("csv"), "--tensorboard",
                folder.resolve("runs"), "--mlflow", folder.resolve("store"));
        assertEquals(ExitCode.OK, all.code(), all.err());
        assertTrue(Files.exists(folder.resolve("csv/trials.csv")) && Files.exists(folder.resolve("runs"))
                && Files.exists(folder.resolve("store")));
        CommandRun.of("export", folder, "--mlflow", folder.resolve("none")).refused("has no sweep.json");
        assertFalse(Files.exists(folder.resolve("none")));
    }

    /** A damaged file costs its own rows, with a note, and nothing else. */
    @Test
    void damagedFilesAreLeftOutWithANote() throws IOException {
        Path directory = sweep();
        Path damaged = list(directory.resolve("curves")).stream().filter(file -> file.toString().endsWith(".parquet"))
                .findFirst().orElseThrow();
        Files.writeString(damaged, "no parquet");

        CommandRun run = CommandRun.of("export", directory, "--tensorboard", folder.resolve("runs"));

        assertEquals(ExitCode.OK, run.code(), run.err());
        assertTrue(run.err().contains(damaged.getFileName().toString()), run.err());
        assertEquals(SWEEP.trials(), folders(folder.resolve("runs")).size());
    }
}
