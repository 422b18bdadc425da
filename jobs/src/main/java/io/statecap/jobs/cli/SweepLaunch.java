package io.statecap.jobs.cli;

import io.statecap.analysis.text.Count;
import io.statecap.analysis.text.FitTable;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.sweep.SweepOptions;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.trial.ModelTrialRunner;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.spark.SparkSessions;
import io.statecap.jobs.spark.SweepEngines;
import io.statecap.jobs.spark.SweepRunner;
import java.io.IOException;

/** Runs a sweep for a verb: signals, the table at the end, the exit code. */
final class SweepLaunch {

    private final Console console;
    private final String master;
    private final SweepOptions options;

    /** @param master Spark master of the command line; null for the default */
    SweepLaunch(Console console, String master, SweepOptions options) {
        this.console = console;
        this.master = master;
        this.options = options;
    }

    /**
     * Runs what is missing, then fits, prints and reports.
     *
     * @param out results directory; null for the default
     * @return exit code
     */
    int run(SweepConfig config, String out) throws IOException, InterruptedException {
        ResultsDirectory results = Directories.at(out == null ? "results/" + config.name() : out);
        SweepOutcome outcome = trials(config, results);
        if (outcome.end() != SweepOutcome.End.INTERRUPTED) {
            conclusions(FittedSweep.read(results, config, console::note));
        }
        return conclude(outcome, results);
    }

    private void conclusions(FittedSweep sweep) throws IOException {
        sweep.counts().ifIncomplete().ifPresent(console.out()::println);
        console.show(FitTable.analysis(sweep.analysis()));
        SweepReport report = new SweepReport(sweep);
        if (report.isUpToDate()) {
            console.err().println("report: " + report.page() + " (as it was)");
        } else {
            sweep.writeFits();
            report.writeOrWarn(console);
        }
    }

    /** Runs what is missing, without fits: one cell has none. */
    int train(SweepConfig config, String out) throws IOException, InterruptedException {
        ResultsDirectory results = Directories.at(out);
        return conclude(trials(config, results), results);
    }

    @SuppressWarnings("try")
    private SweepOutcome trials(SweepConfig config, ResultsDirectory results)
            throws IOException, InterruptedException {
        SweepEngines engines = SweepEngines.of(config, master);
        SweepRunner runner = new SweepRunner(config, results, options, new ModelTrialRunner(engines.engines()),
                () -> SparkSessions.open("statecap " + config.name(), master, config.execution(), engines.places()),
                console.err(), console.errColumns());
        try (StopSignals signals = StopSignals.handle(() -> {
            console.err().println("interrupted: stopping (once more to stop at once)");
            runner.interrupt();
        })) {
            return runner.run();
        }
    }

    private int conclude(SweepOutcome outcome, ResultsDirectory results) {
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
