package io.statecap.jobs.experiment.sweep;

import io.statecap.jobs.experiment.cost.Units;
import io.statecap.jobs.experiment.trial.TrialReport;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Shows a sweep's progress: on a terminal as one line that is kept up to date, elsewhere as plain lines, one for each
 * finished trial and one from time to time.
 */
public final class ProgressReporter implements AutoCloseable {

    private static final long TERMINAL_SECONDS = 1;
    private static final long PLAIN_SECONDS = 10;
    private static final int BAR = 20;
    private static final int SHORTEST_BAR = 5;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final SweepProgress progress;
    private final SweepLog log;
    private final PrintStream err;
    private final IntSupplier columns;
    private final boolean terminal;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "statecap-progress");
        thread.setDaemon(true);
        return thread;
    });

    /** @param columns width of the terminal that shows {@code err}, which may change; 0 if none does */
    public ProgressReporter(SweepProgress progress, SweepLog log, PrintStream err, IntSupplier columns) {
        this.progress = progress;
        this.log = log;
        this.err = err;
        this.columns = columns;
        this.terminal = columns.getAsInt() > 0;
        long period = terminal ? TERMINAL_SECONDS : PLAIN_SECONDS;
        clock.scheduleAtFixedRate(this::tick, period, period, TimeUnit.SECONDS);
    }

    private synchronized void tick() {
        if (terminal) {
            err.print(CLEAR_LINE + bar(progress.snapshot(System.nanoTime()), columns.getAsInt()));
            err.flush();
        } else {
            err.println(line());
        }
        log.flushIfDue();
    }

    /** Prints a line that stays, and writes it to the log. */
    public synchronized void say(String text) {
        err.println((terminal ? CLEAR_LINE : "") + text);
        log.add(text);
    }

    /** Says how a trial ended. */
    public synchronized void finished(String label, TrialReport report) {
        String outcome = !report.ok() ? "FAILED  " + report.error()
                : report.collapsed() == null ? "ok" : report.collapsed() ? "collapsed" : "healthy";
        say(label + "  " + outcome + (terminal ? "" : "  [" + line() + "]"));
    }

    private String line() {
        return text(progress.snapshot(System.nanoTime()));
    }

    /**
     * One line of a terminal, with a bar of the operations that are done. Where room is short, the bar gives way first,
     * then what follows from the rest. The last column stays free: some terminals begin a new line behind it.
     */
    static String bar(SweepProgress.Snapshot now, int columns) {
        String text = text(now);
        int room = Math.min(BAR, columns - 1 - text.length() - "[] ".length());
        if (room < SHORTEST_BAR) {
            for (String derived : List.of(", \\d+ waiting", ", \\d+ %")) {
                text = text.length() < columns ? text : text.replaceFirst(derived, "");
            }
            return text.substring(0, Math.max(0, Math.min(text.length(), columns - 1)));
        }
        int full = (int) Math.round(room * now.share());
        return "[" + "#".repeat(full) + "-".repeat(room - full) + "] " + text;
    }

    static String text(SweepProgress.Snapshot now) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "%d/%d done, %.0f %%, %d running, %d waiting, %d failed",
                now.done(), now.inAll(), Math.floor(100 * now.share()), now.running(), now.waiting(), now.failed()));
        if (now.tokensPerSecond() > 0) {
            text.append(", ").append(Units.count(now.tokensPerSecond())).append(" tokens/s");
        }
        if (now.running() > 0 && Double.isFinite(now.loss())) {
            text.append(String.format(Locale.ROOT, ", loss %.3f", now.loss()));
        }
        if (Double.isFinite(now.secondsLeft()) && now.running() + now.waiting() > 0) {
            text.append(", ").append(Units.duration(now.secondsLeft())).append(" left");
        }
        return text.toString();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        synchronized (this) {
            if (terminal) {
                err.print(CLEAR_LINE);
                err.flush();
            }
        }
    }
}
