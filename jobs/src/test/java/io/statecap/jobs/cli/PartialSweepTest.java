package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepIdentity;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four trials, of a sweep of four or of six. */
class PartialSweepTest {

    private static final String CONFIG = """
            {"name": "generated",
             "model": {"dModel": 32, "layers": 2, "dState": %s, "headDim": 16, "expand": 2},
             "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
             "training": {"length": [16, 32], "tokens": 20480, "batchTokens": 1024, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 2048, "sequences": 4, "slices": ["all", "age<=8"]},
             "criterion": {"kind": "excess", "limit": 0.1, "slice": "age<=8"}}""";
    private static final String COUNTS = "4 of 6 trials; 2 missing, 0 failed";

    @TempDir
    private Path folder;

    private Path sweep(String dStates) throws IOException {
        Path directory = folder.resolve("results");
        ResultsDirectory results = ResultsDirectory.local(directory);
        GeneratedSweep generated = new GeneratedSweep(1, 2, 2, 1, 2);
        generated.write(results, generated.trials());
        results.writeSweep(SweepIdentity.sweepJson(ConfigReader.parse(CONFIG.formatted(dStates), "g"), List.of(), new BuildInfo("1", "c")));
        return directory;
    }

    @Test
    void fitReportAndExportSayWhatIsMissing() throws IOException {
        Path results = sweep("[4, 8, 12]");

        CommandRun fit = CommandRun.of("fit", results);
        CommandRun report = CommandRun.of("report", results);
        CommandRun export = CommandRun.of("export", results, "--csv", folder.resolve("csv"));

        assertEquals(ExitCode.OK, fit.code(), fit.err());
        assertEquals(COUNTS, fit.out().lines().findFirst().orElse(""));
        assertEquals(ExitCode.OK, report.code(), report.err());
        assertEquals(List.of("statecap: " + COUNTS), report.complaints());
        assertEquals(results + "/report.html\n", report.out());
        assertEquals(ExitCode.OK, export.code(), export.err());
        assertEquals(List.of("statecap: " + COUNTS), export.complaints());
    }

    @Test
    void aWholeSweepNeedsNoWords() throws IOException {
        Path results = sweep("[4, 8]");

        assertFalse(CommandRun.of("fit", results).out().contains("missing"));
        assertEquals("", CommandRun.of("report", results).err());
        assertEquals("", CommandRun.of("export", results, "--csv", folder.resolve("csv")).err());
    }

    @Test
    void anEarlierExportIsReplacedOnlyWhereAskedTo() throws IOException {
        Path results = sweep("[4, 8]");
        Path csv = Files.createDirectories(folder.resolve("csv"));
        Files.writeString(csv.resolve("trials.csv"), "mine");
        Files.writeString(csv.resolve("notes.txt"), "mine");

        CommandRun refused = CommandRun.of("export", results, "--csv", csv);

        assertEquals(ExitCode.USAGE, refused.code());
        assertEquals(List.of("statecap: --csv " + csv + " holds trials.csv already: use --overwrite to replace them, or"
                + " name another folder."), refused.complaints());
        assertEquals("mine", Files.readString(csv.resolve("trials.csv")));
        assertFalse(Files.exists(csv.resolve("curves.csv")));

        CommandRun replaced = CommandRun.of("export", results, "--csv", csv, "--overwrite");

        assertEquals(ExitCode.OK, replaced.code(), replaced.err());
        assertTrue(Files.readString(csv.resolve("trials.csv")).startsWith("trial_id,"));
        assertEquals("mine", Files.readString(csv.resolve("notes.txt")));
    }
}
