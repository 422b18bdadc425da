package io.statecap.jobs.cli;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import java.io.IOException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code sweep}. */
@Command(name = "sweep", header = "Train and probe every missing trial of a sweep, then fit and report.",
        description = {"Runs all trials of a configuration that DIR does not hold yet, on Spark; then finds "
            + "thresholds, fits laws, prints both and writes the report. The same command again resumes: finished "
            + "trials are held, a trial that was cut off goes on from its checkpoint. Failed trials count as held"
            + " until --retry-failed."},
        footer = {"", "Examples:", "  statecap sweep conf/quick.json --out results/quick",
            "  statecap sweep conf/quick.json --set training.seed=0,1 --out results/two",
            "  statecap sweep conf/quick.json --dry-run",
            "  statecap sweep conf/quick.json --out results/quick --retry-failed",
            "  statecap sweep conf/paper.json --master spark://HOST:7077 \\",
            "    --out hdfs:///paper"})
final class SweepCommand extends Verb {

    @Mixin
    private ConfigurationInput configuration;

    @Mixin
    private SweepLaunch launch;

    @Option(names = "--fail-fast", description = "Stop at the first trial that fails; same as --max-failures 1.")
    private boolean failFast;

    @Option(names = "--max-failures", paramLabel = "N",
            description = "Stop when N trials of this run have failed. Default: never.")
    private Integer maxFailures;

    @ArgGroup(exclusive = false, heading = "%nPlan instead:%n")
    private DryRun dryRun;

    private static final class DryRun extends PlanOptions {
        @Option(names = "--dry-run", required = true,
                description = "Print what plan prints: every trial and its cost. Trains nothing, writes nothing.")
        private boolean asked;
    }

    @Override
    int run() throws IOException, InterruptedException {
        UsageException.require(maxFailures == null || maxFailures >= 1, "--max-failures", maxFailures,
                "be 1 or more");
        if (dryRun != null) {
            dryRun.print(configuration, console());
            return ExitCode.OK;
        }
        SweepConfig config = configuration.read();
        int limit = failFast ? 1 : maxFailures == null ? 0 : maxFailures;
        return launch.run(config, limit, configuration.overrides(), true, console());
    }
}
