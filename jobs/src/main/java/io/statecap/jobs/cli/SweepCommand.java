package io.statecap.jobs.cli;

import io.statecap.jobs.UsageException;
import io.statecap.jobs.config.SweepConfig;
import io.statecap.jobs.sweep.SweepOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code sweep}. */
@Command(name = "sweep", header = "Train and probe every missing trial of a sweep, then fit and report.",
        description = {"Runs all trials of a configuration that DIR does not hold yet, on Spark; then finds thresholds, "
            + "fits laws, prints both and writes the report. The same command again resumes: finished trials are held, a trial that was "
            + "cut off goes on from its checkpoint. Failed trials count as held until --retry-failed."},
        footer = {"", "Examples:", "  statecap sweep conf/quick.json --out results/quick",
            "  statecap sweep conf/quick.json --out results/quick --retry-failed",
            "  statecap sweep conf/paper.json --master spark://HOST:7077 --out hdfs:///paper"})
final class SweepCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ConfigurationInput configuration;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Results directory; any file system that Hadoop knows. Default: results/<name>.")
    private String out;

    @Option(names = "--master", paramLabel = "URL",
            description = "Spark master. Default: that of spark-submit, else local[*].")
    private String master;

    @Option(names = "--retry-failed", description = "Run failed trials again.")
    private boolean retryFailed;

    @Option(names = "--fail-fast", description = "Stop at the first trial that fails; same as --max-failures 1.")
    private boolean failFast;

    @Option(names = "--max-failures", paramLabel = "N",
            description = "Stop when N trials of this run have failed. Default: never.")
    private Integer maxFailures;

    @Option(names = "--overwrite", description = "Delete the sweep that DIR holds and start anew.")
    private boolean overwrite;

    SweepCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (maxFailures != null && maxFailures < 1) {
            throw new UsageException("--max-failures is " + maxFailures + ", but must be 1 or more.");
        }
        SweepConfig config = IdentifiedSweep.read(configuration);
        SweepOptions options = new SweepOptions(overwrite, retryFailed,
                failFast ? 1 : maxFailures == null ? 0 : maxFailures);
        return new SweepLaunch(console, master, options).run(config, out);
    }
}
