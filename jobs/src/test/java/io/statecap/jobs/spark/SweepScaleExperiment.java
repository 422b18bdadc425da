package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.trial.TrialContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a sweep costs besides its trials: sweeps of many trials that do nothing but leave their rows, on two local cores,
 * then the same command again. Property {@code statecap.scale.trials} lists the sizes. Prints a row a size. No build runs
 * it: {@code benchmarks/README.md} has its command and results.
 */
final class SweepScaleExperiment {

    private static final double NANOS = 1e9;

    @Test
    void manyTrials(@TempDir Path folder) throws Exception {
        System.out.println("trials  seconds  ms_a_trial  driver_heap_MiB  resume_seconds  resume_ms_a_trial");
        for (String trials : System.getProperty("statecap.scale.trials", "1000,3000,10000").split(",")) {
            measure(Files.createDirectories(folder.resolve(trials)), Integer.parseInt(trials));
        }
    }

    private static void measure(Path folder, int trials) throws Exception {
        String seeds = IntStream.range(0, trials).mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "]"));
        SweepConfig config = TestSweep.config("4", "16", seeds, "");
        TestSweep sweep = new TestSweep(folder.resolve("results"), config);
        FakeTrialRunner nothing = FakeTrialRunner.of(folder.resolve("journal"), SweepScaleExperiment::outcome);
        long started = System.nanoTime();
        SweepOutcome outcome = sweep.run(nothing);
        double seconds = (System.nanoTime() - started) / NANOS;
        if (outcome.trained() != trials || !outcome.failed().isEmpty()) {
            throw new IllegalStateException(outcome.toString());
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        double heap = (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20);
        long resumed = System.nanoTime();
        if (sweep.run(nothing).trained() != 0) {
            throw new IllegalStateException("trials were run again");
        }
        double resumeSeconds = (System.nanoTime() - resumed) / NANOS;
        System.out.printf(Locale.ROOT, "%6d  %7.1f  %10.2f  %15.0f  %14.2f  %17.2f%n", trials, seconds,
                1000 * seconds / trials, heap, resumeSeconds, 1000 * resumeSeconds / trials);
    }

    private static boolean outcome(Trial trial, TrialContext context) {
        return false;
    }
}
