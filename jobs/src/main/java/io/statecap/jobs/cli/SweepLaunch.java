package io.statecap.jobs.cli;

import io.statecap.analysis.text.Count;
import io.statecap.analysis.text.FitTable;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.sweep.SweepOptions;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.trial.ModelTrialRunner;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.spark.SparkSessions;
import io.statecap.jobs.spark.SweepRunner;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where and how the verbs {@code sweep} and {@code train} run trials: signals, the table at the end, the exit code. */
final class SweepLaunch {

    @Option(names = "--out", paramLabel = "DIR",
            description = "Results directory; any file system that Hadoop knows. Default: results/<name>.")
    private String out;

    @Mixin
    private MasterOption master;

    @Option(names = "--retry-failed", description = "Run trials again that failed before.")
    private boolean retryFailed;

    @Option(names = "--overwrite", description = "Delete the sweep that DIR holds and start anew.")
    private boolean overwrite;

    /** The results directory of a sweep. */
    ResultsDirectory results(SweepConfig config) {
        return Directories.at(out == null ? "results/" + config.name() : out);
    }

    /** Whether trials that are there run again: the failed ones, or all. */
    boolean runsAgain() {
        return overwrite || retryFailed;
    }

    /**
     * Runs what is missing; then fits, prints and reports, unless there is but one cell to keep.
     *
     * @param maxFailures failures after which it stops; 0 for none
     * @param overrides   what the command line sets in the configuration
     * @param fits        whether there are thresholds to find
     * @return exit code
     */
    int run(SweepConfig config, int maxFailures, List<String> overrides, boolean fits, Console console)
            throws IOException, InterruptedException {
        ResultsDirectory results = results(config);
        SweepOutcome outcome = trials(config, results, maxFailures, overrides, console);
        if (fits && outcome.end() != SweepOutcome.End.INTERRUPTED) {
            conclusions(FittedSweep.read(results, config, console::note), console);
        }
        return conclude(outcome, results, console);
    }

    private static void conclusions(FittedSweep sweep, Console console) throws IOException {
        sweep.counts().ifIncomplete().ifPresent(console.out()::println);
        console.show(FitTable.analysis(sweep.analysis()));
        sweep.writeFits();
        Reports.tell(console, () -> Reports.write(sweep, console::note), "report: " + Reports.page(sweep.results()),
                "the report is incomplete, the results are not");
    }

    @SuppressWarnings("try")
    private SweepOutcome trials(SweepConfig config, ResultsDirectory results, int maxFailures, List<String> overrides,
                                Console console) throws IOException, InterruptedException {
        Engines engines = Engines.of(config, SparkSessions.isLocal(master.url));
        SweepRunner runner = new SweepRunner(config, results,
                new SweepOptions(overwrite, retryFailed, maxFailures, overrides),
                new ModelTrialRunner(engines), () -> SparkSessions.open("statecap " + config.name(),
                        master.url, config.execution(), engines.places()),
                console.err(), console.errColumns());
        try (StopSignals signals = new StopSignals(() -> {
            console.err().println("interrupted: stopping (once more to stop at once)");
            runner.interrupt();
        })) {
            return runner.run();
        }
    }

    private static int conclude(SweepOutcome outcome, ResultsDirectory results, Console console) {
        outcome.remarks().forEach(remark -> console.err().println("note: " + remark));
        if (outcome.end() == SweepOutcome.End.INTERRUPTED) {
            console.err().println("statecap: interrupted; the same command goes on from here.");
            return ExitCode.INTERRUPTED;
        }
        if (outcome.end() == SweepOutcome.End.TOO_MANY_FAILURES) {
            console.err().println("statecap: stopped early because of failures; the same command goes on from here.");
        }
        if (outcome.failed().isEmpty()) {
            return ExitCode.OK;
        }
        console.err().println("statecap: " + Count.of(outcome.failed().size(), "trial") + " failed (stack traces in "
                + results.path("logs") + "; --retry-failed runs failed trials again):");
        outcome.failed().forEach(failure -> console.err().println("  " + failure));
        return ExitCode.FAILED_TRIALS;
    }
}
