package io.statecap.jobs.experiment.trial;

import static io.statecap.jobs.experiment.trial.OneTrial.CONFIG;
import static io.statecap.jobs.experiment.trial.OneTrial.TRIAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.model.engine.DeviceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a machine's fault is an attempt that failed; what is the trial's is its row. */
class HostFaultTest {

    @TempDir
    private Path folder;
    private ResultsDirectory results;

    @BeforeEach
    void directory() throws IOException {
        results = ResultsDirectory.local(folder);
    }

    private TrialReport run(Throwable error) throws Exception {
        return TrialAttempt.of(CONFIG, results, (trial, context) -> {
            if (error instanceof Error fatal) {
                throw fatal;
            }
            throw (Exception) error;
        }).run(TRIAL, List.of(), 1L << 40, () -> false, progress -> { });
    }

    static List<Throwable> faultsOfAMachine() {
        return List.of(new OutOfMemoryError("Java heap space"), new StackOverflowError(),
                new UnsatisfiedLinkError("no jnind4jcpu"), new NoClassDefFoundError("Could not initialize class Nd4j"),
                new IOException("the disk was away"), new UncheckedIOException(new IOException("stale handle")),
                new DeviceException("device 0 was lost"),
                new IllegalStateException("in a worker", new OutOfMemoryError("direct buffer memory")));
    }

    @ParameterizedTest
    @MethodSource("faultsOfAMachine")
    void aMachinesFaultIsAFailedAttemptAndNoRow(Throwable error) throws Exception {
        TrialAttempt.HostFaultException fault = assertThrows(TrialAttempt.HostFaultException.class, () -> run(error));

        assertTrue(fault.getMessage().contains(error.getClass().getSimpleName()), fault.getMessage());
        assertEquals(null, fault.getCause(), "Spark ends a JVM for some causes");
        assertEquals(List.of(), results.read(Table.TRIALS));
        String log = Files.readString(folder.resolve("logs").resolve(TRIAL.trialId() + ".log"));
        assertTrue(log.contains(error.toString()), log);
    }

    static List<Throwable> faultsOfATrial() {
        return List.of(new TrialRunner.FailedException("diverged at step 3"), new IllegalArgumentException("no such size"),
                new AssertionError("a programming error"), new TrialRunner.FailedException("exceeded its time limit"));
    }

    @ParameterizedTest
    @MethodSource("faultsOfATrial")
    void aTrialsFaultIsItsRow(Throwable error) throws Exception {
        TrialReport report = run(error);

        assertEquals(false, report.ok());
        List<TrialRow> rows = results.read(Table.TRIALS);
        assertEquals(1, rows.size());
        assertTrue(rows.get(0).error().contains(error.getMessage()), rows.get(0).error());
    }

    /** The log of the attempt is that of the last fault, with its trace. */
    @Test
    void aTrialThatMachinesFailedTooOftenIsARow() throws Exception {
        assertThrows(TrialAttempt.HostFaultException.class, () -> run(new OutOfMemoryError("Java heap space")));
        assertThrows(TrialAttempt.HostFaultException.class, () -> run(new OutOfMemoryError("Java heap space")));
        TrialAttempt.of(CONFIG, results, (trial, context) -> null).lost(TRIAL, "OutOfMemoryError", null);

        TrialRow row = results.read(Table.TRIALS).get(0);
        assertEquals("given up after 2 attempts: OutOfMemoryError", row.error());
        assertTrue(Files.readString(folder.resolve("logs").resolve(TRIAL.trialId() + ".log"))
                .contains("at io.statecap"));
    }
}
