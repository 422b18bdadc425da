package io.statecap.jobs.cli;

import io.statecap.jobs.experiment.sweep.SweepOptions;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where and how trials are run, by the verbs {@code sweep} and {@code train}. */
final class TrialOptions {

    @Option(names = "--out", paramLabel = "DIR",
            description = "Results directory; any file system that Hadoop knows. Default: results/<name>.")
    private String out;

    @Mixin
    private MasterOption master;

    @Option(names = "--retry-failed", description = "Run trials again that failed before.")
    private boolean retryFailed;

    @Option(names = "--overwrite", description = "Delete the sweep that DIR holds and start anew.")
    private boolean overwrite;

    /** Null for the default. */
    String out() {
        return out;
    }

    boolean retryFailed() {
        return retryFailed;
    }

    boolean overwrite() {
        return overwrite;
    }

    /**
     * @param maxFailures failures after which a run stops; 0 for none
     * @param overrides   what the command line sets in the configuration
     */
    SweepLaunch launch(Console console, int maxFailures, List<String> overrides) {
        return new SweepLaunch(console, master.url(),
                new SweepOptions(overwrite, retryFailed, maxFailures, overrides));
    }
}
