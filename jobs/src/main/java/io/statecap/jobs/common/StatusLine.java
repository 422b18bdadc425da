package io.statecap.jobs.common;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * How far a long command is: on a terminal one line that is brought up to date every second, elsewhere a line every ten
 * seconds. Safe for use by many threads.
 */
public final class StatusLine implements AutoCloseable {

    private static final long TERMINAL_SECONDS = 1;
    private static final long PLAIN_SECONDS = 10;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final IntSupplier columns;
    private final boolean terminal;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("statecap-progress").daemon(true).build());

    /** @param columns width of the terminal that shows {@code err}, which may change; 0 if none does */
    public StatusLine(PrintStream err, IntSupplier columns) {
        this.err = err;
        this.columns = columns;
        this.terminal = columns.getAsInt() > 0;
    }

    /** Whether a terminal shows it. */
    public boolean onTerminal() {
        return terminal;
    }

    /** Has something done whenever it is time for news. */
    public void start(Runnable tick) {
        long period = terminal ? TERMINAL_SECONDS : PLAIN_SECONDS;
        clock.scheduleAtFixedRate(tick, period, period, TimeUnit.SECONDS);
    }

    /** @param text one line, given the terminal's width; 0 for as long as it is */
    public synchronized void show(IntFunction<String> text) {
        if (terminal) {
            err.print(CLEAR_LINE + text.apply(columns.getAsInt()));
            err.flush();
        } else {
            err.println(text.apply(0));
        }
    }

    /** Prints a line that stays. */
    public synchronized void say(String text) {
        err.println((terminal ? CLEAR_LINE : "") + text);
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
