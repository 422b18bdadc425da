package io.statecap.jobs.spark;

import io.statecap.analysis.text.Count;
import io.statecap.jobs.experiment.config.Search;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.config.TrialLabels;
import io.statecap.jobs.experiment.cost.TrialCost;
import io.statecap.jobs.experiment.search.TrialQueue;
import io.statecap.jobs.experiment.sweep.ProgressReporter;
import io.statecap.jobs.experiment.sweep.SweepDirectory;
import io.statecap.jobs.experiment.sweep.SweepLog;
import io.statecap.jobs.experiment.sweep.SweepOptions;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.sweep.SweepProgress;
import io.statecap.jobs.experiment.trial.FailureLog;
import io.statecap.jobs.experiment.trial.TrialAttempt;
import io.statecap.jobs.experiment.trial.TrialReport;
import io.statecap.jobs.experiment.trial.TrialRunner;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.files.StorageException;
import io.statecap.jobs.results.lock.SweepLock;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs all trials of a sweep that its results directory does not hold yet. One thread, that of {@link #run}, takes all
 * decisions; everything else only puts events into its queue.
 */
public final class SweepRunner {

    private final SweepConfig config;
    private final ResultsDirectory results;
    private final SweepOptions options;
    private final TrialRunner runner;
    private final Supplier<JavaSparkContext> spark;
    private final PrintStream err;
    private final IntSupplier columns;
    private static final long LOCK_CHECK_SECONDS = 1;

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /**
     * @param config   the sweep
     * @param results  where its results are and go
     * @param options  what to do about results and failures that are there
     * @param runner   makes the numbers of a trial
     * @param spark    opens a session; called only if there is a trial to run, and stopped by this runner
     * @param err      takes progress
     * @param columns  width of the terminal that shows {@code err}, which may change; 0 if none does
     */
    public SweepRunner(SweepConfig config, ResultsDirectory results, SweepOptions options, TrialRunner runner,
                       Supplier<JavaSparkContext> spark, PrintStream err, IntSupplier columns) {
        this.config = config;
        this.results = results;
        this.options = options;
        this.runner = runner;
        this.spark = spark;
        this.err = err;
        this.columns = columns;
    }

    /** What the deciding thread waits for: a trial's end, or, without a trial, an interrupt. */
    private record Event(Trial trial, TrialReport report, Throwable error) {
        static final Event INTERRUPT = new Event(null, null, null);
    }

    /** Asks {@link #run} to checkpoint all running trials and return; safe from any thread, also before it started. */
    public void interrupt() {
        events.add(Event.INTERRUPT);
    }

    /**
     * Runs what is missing.
     *
     * @throws io.statecap.jobs.common.UsageException               if the directory holds another sweep; nothing was
     * written
     * @throws io.statecap.jobs.results.files.StorageException       if another sweep works on it
     */
    public SweepOutcome run() throws IOException, InterruptedException {
        List<Trial> trials = config.trials();
        SweepDirectory directory = new SweepDirectory(results, config);
        // The lock comes first: what another sweep that starts here has written so far says nothing.
        try (SweepLock lock = results.lock()) {
            directory.claim(options);
            Map<String, TrialReport> reports = new HashMap<>(directory.held(trials, options.retryFailed(),
                    note -> err.println("note: " + note)));
            TrialQueue queue = new TrialQueue(config.search(), trials, reports,
                    trial -> TrialCost.of(trial, config.execution()).flops());
            Run run = new Run(trials, reports, queue, lock);
            SweepOutcome.End end = queue.remaining() == 0 ? SweepOutcome.End.COMPLETE : run.execute();
            return new SweepOutcome(end, run.trained, run.failures(), queue.remarks());
        }
    }

    /** One run's bookkeeping. */
    private final class Run {

        private final List<Trial> trials;
        private final TrialLabels labels;
        private final Map<String, TrialReport> reports;
        private final TrialQueue queue;
        private final SweepLock lock;
        private final TrialAttempt attempt;
        private final SweepProgress progress;
        private int submitted;
        private int trained;
        private int failedNow;

        Run(List<Trial> trials, Map<String, TrialReport> reports, TrialQueue queue, SweepLock lock)
                throws IOException {
            this.attempt = TrialAttempt.of(config, results.heldBy(lock), runner);
            this.trials = trials;
            this.labels = new TrialLabels(trials);
            this.reports = reports;
            this.queue = queue;
            this.lock = lock;
            int ok = (int) reports.values().stream().filter(TrialReport::ok).count();
            this.progress = new SweepProgress(trials.size(), ok, reports.size() - ok, System.nanoTime());
        }

        SweepOutcome.End execute() throws IOException, InterruptedException {
            SweepLog log = new SweepLog(results, Instant.now());
            try (SparkTrials executor = new SparkTrials(spark.get(), attempt, progress);
                    ProgressReporter reporter = new ProgressReporter(progress, log, err, columns)) {
                reporter.say("sweep " + config.name() + ": " + Count.of(trials.size(), "trial") + ", " + reports.size()
                        + " held, " + queue.remaining() + " to run"
                        + (config.search() == Search.BISECT ? " at most" : "") + ", results in " + results.root());
                SweepOutcome.End end;
                try {
                    end = loop(executor, reporter);
                } catch (StorageException e) {
                    log.add("ended: " + e.getMessage());
                    executor.stopAll();
                    throw e;
                } catch (IOException | InterruptedException | RuntimeException e) {
                    log.add("ended: " + FailureLog.reason(e));
                    throw e;
                }
                if (end != SweepOutcome.End.COMPLETE) {
                    reporter.say("stopping: running trials finish the part of a probe that is under way,"
                            + " and write a checkpoint");
                    executor.stopAll();
                }
                log.add("ended: " + end);
                return end;
            } finally {
                log.flush();
            }
        }

        private SweepOutcome.End loop(SparkTrials executor, ProgressReporter reporter)
                throws IOException, InterruptedException {
            int window = executor.window();
            while (true) {
                boolean more = true;
                while (more && submitted < window) {
                    more = submitNext(executor);
                }
                progress.waiting(queue.remaining(), queue.remainingFlops());
                if (submitted == 0) {
                    return SweepOutcome.End.COMPLETE;
                }
                Event event = events.poll(LOCK_CHECK_SECONDS, TimeUnit.SECONDS);
                if (!lock.isHeld()) {
                    throw new StorageException(results.root() + " was taken over by another sweep, or its lock"
                            + " could not be renewed, while this one was suspended or cut off: the other goes on there;"
                            + " if there is none, run this command again.");
                }
                if (event == null) {
                    continue;
                }
                if (event == Event.INTERRUPT) {
                    return SweepOutcome.End.INTERRUPTED;
                }
                finished(event, reporter);
                if (options.maxFailures() > 0 && failedNow >= options.maxFailures()) {
                    return SweepOutcome.End.TOO_MANY_FAILURES;
                }
            }
        }

        /** Whether there is a trial that can start now. */
        private boolean submitNext(SparkTrials executor) {
            Optional<Trial> next = queue.next();
            next.ifPresent(trial -> {
                submitted++;
                progress.submitted(trial.trialId(), queue.flops(trial));
                executor.submit(trial, labels.of(trial),
                        (report, error) -> events.add(new Event(trial, report, error)));
            });
            return next.isPresent();
        }

        private void finished(Event event, ProgressReporter reporter) throws IOException {
            submitted--;
            TrialReport report = event.report() != null ? event.report() : lost(event.trial(), event.error());
            if (report.storage() != null) {
                throw new StorageException(report.storage());
            }
            report.notes().forEach(note -> reporter.say("note: " + note));
            reports.put(report.trialId(), report);
            queue.finished(report);
            progress.finished(report);
            if (report.ok()) {
                trained++;
            } else {
                failedNow++;
            }
            reporter.finished(labels.of(event.trial()), report);
        }

        private TrialReport lost(Trial trial, Throwable error) throws IOException {
            if (!(error instanceof SparkTrials.LostException)) {
                throw new IOException("what runs the trials ended before they did (" + FailureLog.reason(error)
                        + "); the same command goes on from here", error);
            }
            return attempt.lost(trial, error.getMessage(), error.getCause());
        }

        List<String> failures() {
            return trials.stream().filter(trial -> reports.containsKey(trial.trialId()))
                    .filter(trial -> !reports.get(trial.trialId()).ok())
                    .map(trial -> labels.of(trial) + " (" + trial.trialId() + "): "
                            + reports.get(trial.trialId()).error())
                    .toList();
        }
    }
}
