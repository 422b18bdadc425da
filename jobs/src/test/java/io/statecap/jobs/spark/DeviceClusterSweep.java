package io.statecap.jobs.spark;

import io.statecap.jobs.engine.FakeDevices;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.sweep.SweepOptions;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.trial.ModelTrialRunner;
import io.statecap.jobs.results.ResultsDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A sweep on an executor with two made-up GPUs, one a task. */
public final class DeviceClusterSweep {

    private DeviceClusterSweep() {}

    /** @param args the results directory */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path script = Files.writeString(folder.resolveSibling("gpus.sh"),
                "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        System.setProperty("spark.executor.extraJavaOptions", "-D" + FakeDevices.DEVICES + "=2");
        System.setProperty("spark.executor.memory", "512m");
        System.setProperty("spark.worker.resource.gpu.amount", "2");
        System.setProperty("spark.worker.resource.gpu.discoveryScript", script.toString());
        System.setProperty("spark.executor.resource.gpu.amount", "2");
        System.setProperty("spark.task.resource.gpu.amount", "1");
        SweepConfig config = TestSweep.config("4", "[16, 32, 64]", "[0, 1]", "");
        SweepRunner runner = new SweepRunner(config, ResultsDirectory.local(folder), SweepOptions.DEFAULT,
                new ModelTrialRunner(Engines.ofCluster(EngineChoice.AUTO)),
                () -> SparkSessions.open("devices", "local-cluster[1,2,1024]", config.execution(), 0),
                System.err, () -> 0);
        SweepOutcome outcome = runner.run();
        outcome.failed().forEach(System.err::println);
        System.exit(outcome.end() == SweepOutcome.End.COMPLETE && outcome.failed().isEmpty() ? 0 : 1);
    }
}
