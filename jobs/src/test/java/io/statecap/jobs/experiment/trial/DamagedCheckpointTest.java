package io.statecap.jobs.experiment.trial;

import static io.statecap.jobs.experiment.trial.OneTrial.TRIAL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.results.Checkpoints;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.TrialRows;
import io.statecap.jobs.spark.DeterministicColumns;
import io.statecap.model.engine.DeviceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes on a disk change: whatever becomes of a trial's checkpoint, its numbers stay the same. */
class DamagedCheckpointTest {

    @TempDir
    private Path folder;

    private TrialRows run(Path results, BooleanSupplier stop) throws Exception {
        return new ModelTrialRunner().run(TRIAL, OneTrial.context(results, stop));
    }

    /** Stops in the middle of the training. */
    private Path stopped(Path results) throws Exception {
        int[] calls = new int[1];
        assertThrows(ProbeParts.StoppedException.class, () -> run(results, () -> ++calls[0] > 10));
        try (Stream<Path> files = Files.list(results.resolve("checkpoints").resolve(TRIAL.trialId()))) {
            return files.filter(file -> file.toString().endsWith(".state")).findFirst().orElseThrow();
        }
    }

    @Test
    void noMutationOfACheckpointChangesAResult() throws Exception {
        TrialRows undisturbed = run(folder.resolve("undisturbed"), () -> false);
        Path results = folder.resolve("disturbed");
        Path state = stopped(results);
        byte[] whole = Files.readAllBytes(state);
        Random random = new Random(3);
        for (int round = 0; round < 60; round++) {
            byte[] mutated = round % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (round % 3 == 1) {
                mutated[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            } else if (round % 3 == 2) {
                int at = random.nextInt(whole.length - 64);
                Arrays.fill(mutated, at, at + 64, (byte) 0xff);
            }
            Files.write(state, mutated);

            assertSame(undisturbed, run(results, () -> false), "round " + round);
        }
        Checkpoints checkpoints = ResultsDirectory.local(results).checkpoints(TRIAL.trialId());
        assertEquals(1, checkpoints.damaged().size());
    }

    /** A checkpoint of another build is whole, but nothing in it is as expected. */
    @Test
    void aCheckpointOfAnotherBuildIsNotUsed() throws Exception {
        TrialRows undisturbed = run(folder.resolve("undisturbed"), () -> false);
        Path results = folder.resolve("old");
        Checkpoints checkpoints = ResultsDirectory.local(results).checkpoints(TRIAL.trialId());
        checkpoints.write(out -> out.write(new byte[1000]));

        assertSame(undisturbed, run(results, () -> false), "restarted");
        List<org.apache.hadoop.fs.Path> kept = checkpoints.damaged();
        assertEquals(1, kept.size());
        assertTrue(kept.get(0).toString().contains(TRIAL.trialId()), kept.toString());
    }

    /** What fails while a good checkpoint is read, such as memory or a program's fault, says nothing about it. */
    @Test
    void aFailureOfTheEngineLeavesTheCheckpointWhereItIs() throws Exception {
        Path results = folder.resolve("engine");
        Path state = stopped(results);
        byte[] whole = Files.readAllBytes(state);
        for (Throwable fault : List.of(new IllegalStateException("of the engine"), new OutOfMemoryError("of the heap"),
                new DeviceException("the device was lost"))) {
            assertEquals(fault, assertThrows(fault.getClass(), () ->
                    new ModelTrialRunner().run(TRIAL, OneTrial.context(results, () -> false),
                            Lease.of(FailingEngine.onResume(fault)))));
            assertArrayEquals(whole, Files.readAllBytes(state));
        }
        assertEquals(List.of(), ResultsDirectory.local(results).checkpoints(TRIAL.trialId()).damaged());
    }

    private static void assertSame(TrialRows expected, TrialRows actual, String message) {
        assertEquals(DeterministicColumns.of(expected.trial()), DeterministicColumns.of(actual.trial()), message);
        assertEquals(expected.probed().curves(), actual.probed().curves(), message);
        assertEquals(expected.training(), actual.training(), message);
    }
}
