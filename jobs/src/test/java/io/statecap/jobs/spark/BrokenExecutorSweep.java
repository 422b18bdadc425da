package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.sweep.SweepOptions;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.results.ResultsDirectory;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;

/** A sweep on two executors, one of which cannot load a library: a program of its own, as Spark's settings are. */
public final class BrokenExecutorSweep {

    private BrokenExecutorSweep() {}

    /** @param args the results directory */
    public static void main(String[] args) throws Exception {
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        System.setProperty("spark.executor.memory", "512m");
        SweepConfig config = TestSweep.config("4", "[16, 32, 64]", "[0, 1]", "");
        Path folder = Path.of(args[0]);
        SweepRunner runner = new SweepRunner(config, ResultsDirectory.local(folder), SweepOptions.DEFAULT,
                FakeTrialRunner.of(folder.resolveSibling("journal"), (trial, context) -> {
                    if (SparkEnv.get().executorId().equals("0")) {
                        throw new UnsatisfiedLinkError("no jnind4jcpu in java.library.path");
                    }
                    Thread.sleep(300);
                    return false;
                }), () -> SparkSessions.open("broken", "local-cluster[2,1,1024]", config.execution(), 0),
                System.err, () -> 0);
        SweepOutcome outcome = runner.run();
        outcome.failed().forEach(System.err::println);
        System.exit(outcome.end() == SweepOutcome.End.COMPLETE && outcome.failed().isEmpty() ? 0 : 1);
    }
}
