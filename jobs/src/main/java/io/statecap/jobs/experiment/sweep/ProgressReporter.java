package io.statecap.jobs.experiment.sweep;

import io.statecap.jobs.common.StatusLine;
import io.statecap.jobs.experiment.cost.Units;
import io.statecap.jobs.experiment.trial.TrialReport;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * Shows a sweep's progress: on a terminal as one line that is kept up to date, elsewhere as plain lines, one for each
 * finished trial and one from time to time.
 */
public final class ProgressReporter implements AutoCloseable {

    private static final int BAR = 20;
    private static final int SHORTEST_BAR = 5;

    private final SweepProgress progress;
    private final SweepLog log;
    private final StatusLine status;

    /** @param columns width of the terminal that shows {@code err}, which may change; 0 if none does */
    public ProgressReporter(SweepProgress progress, SweepLog log, PrintStream err, IntSupplier columns) {
        this.progress = progress;
        this.log = log;
        this.status = new StatusLine(err, columns);
        status.start(this::tick);
    }

    private synchronized void tick() {
        status.show(columns -> columns == 0 ? line() : bar(progress.snapshot(System.nanoTime()), columns));
        log.flushIfDue();
    }

    /** Prints a line that stays, and writes it to the log. */
    public synchronized void say(String text) {
        status.say(text);
        log.add(text);
    }

    /** Says how a trial ended. */
    public synchronized void finished(String label, TrialReport report) {
        String outcome = !report.ok() ? "FAILED  " + report.error()
                : report.collapsed() == null ? "ok" : report.collapsed() ? "collapsed" : "healthy";
        say(label + "  " + outcome + (status.onTerminal() ? "" : "  [" + line() + "]"));
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
        status.close();
    }
}
