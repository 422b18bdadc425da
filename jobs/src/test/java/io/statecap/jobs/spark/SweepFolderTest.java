package io.statecap.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.sweep.SweepOptions;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.trial.TrialRunner;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.files.StorageException;
import io.statecap.jobs.results.lock.SweepLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SweepFolderTest extends SweepFolder {

    @Test
    void refusesADirectoryThatHoldsAnotherSweepAndLeavesItAlone() throws Exception {
        sweep("4", "16", "0").run(healthy());
        TestSweep wider = new TestSweep(out, TestSweep.ofWidth(16));
        String before = Files.readString(out.resolve("sweep.json"));
        UsageException refused = assertThrows(UsageException.class, () -> wider.run(healthy()));

        assertTrue(refused.getMessage().contains("dModel"), refused.getMessage());
        assertEquals(before, Files.readString(out.resolve("sweep.json")));
        assertFalse(Files.exists(out.resolve("sweep.lock")));
    }

    @Test
    void overwriteStartsAnew() throws Exception {
        sweep("4", "16", "0").run(healthy());
        TestSweep other = new TestSweep(out, TestSweep.ofWidth(16));

        other.run(healthy(), new SweepOptions(true, false, 0, List.of()));

        assertEquals(1, other.rows().size());
        assertEquals(16, other.rows().get("4/16/0").dModel());
    }

    @Test
    void refusesAFolderOfSomethingElse() throws Exception {
        Files.createDirectories(out);
        Files.writeString(out.resolve("thesis.tex"), "years of work");

        assertThrows(UsageException.class, () -> sweep("4", "16", "0").run(healthy()));
        assertThrows(UsageException.class,
                () -> sweep("4", "16", "0").run(healthy(), new SweepOptions(true, false, 0, List.of())));

        assertEquals(List.of("thesis.tex"), Files.list(out).map(file -> file.getFileName().toString()).toList());
    }

    /** The folder of a sweep that is just starting is not somebody else's. */
    @Test
    void theLockComesBeforeTheLookIntoTheFolder() throws Exception {
        TestSweep sweep = sweep("4", "16", "0");
        try (SweepLock lock = sweep.results.lock()) {
            Files.createDirectories(out.resolve("trials"));
            assertThrows(StorageException.class, () -> sweep.run(healthy()));
            assertTrue(lock.isHeld());
        }
    }

    @Test
    void aDamagedFileOfAnyTableIsAMissingTrial() throws Exception {
        TestSweep sweep = sweep("4", "[16, 32]", "0");
        sweep.run(healthy());
        List<TrialRow> before = sweep.results.read(Table.TRIALS);
        String trialId = sweep.rows().get("4/16/0").trialId();
        for (String table : List.of("trials", "curves", "training")) {
            Path file = out.resolve(table).resolve(trialId + ".parquet");
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            Files.delete(journal);

            assertEquals(SweepOutcome.End.COMPLETE, sweep.run(healthy()).end());

            assertEquals(List.of("4/16/0"), FakeTrialRunner.started(journal), table);
            String note = sweep.progress().stream().filter(line -> line.contains(file.toString())).findFirst()
                    .orElse("nothing about " + file);
            assertTrue(note.contains("counts as missing and is trained again"), note);
            assertTrue(Files.exists(file.resolveSibling(file.getFileName() + ".damaged")));
            assertEquals(before.stream().map(DeterministicColumns::of).toList(),
                    sweep.results.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList());
        }
    }

    @Test
    void theLogOfAFailureGoesWhenTheTrialSucceedsAndTheSweepsSaysHowItEnded() throws Exception {
        TestSweep sweep = sweep("4", "16", "0");
        sweep.run(FakeTrialRunner.of(journal, (trial, context) -> {
            throw new TrialRunner.FailedException("once");
        }));
        Path log = out.resolve("logs").resolve(sweep.config.trials().get(0).trialId() + ".log");
        assertTrue(Files.exists(log));

        sweep.run(healthy(), new SweepOptions(false, true, 0, List.of()));

        assertFalse(Files.exists(log));
        try (java.util.stream.Stream<Path> logs = Files.list(out.resolve("logs"))) {
            for (Path each : logs.toList()) {
                assertTrue(Files.readString(each).contains("  ended: COMPLETE"), Files.readString(each));
            }
        }
    }

    @Test
    void twoDirectoriesHoldEqualRows() throws Exception {
        TestSweep first = new TestSweep(folder.resolve("a"), "[4, 8]", "[16, 32]", "0", "");
        TestSweep second = new TestSweep(folder.resolve("b"), "[4, 8]", "[16, 32]", "0", "");
        FakeTrialRunner trials = FakeTrialRunner.of(journal, (trial, context) -> trial.model().dState() == 4);

        first.run(trials);
        second.run(trials);

        assertEquals(first.results.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList(),
                second.results.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList());
        assertEquals(first.results.read(Table.CURVES), second.results.read(Table.CURVES));
    }
}
