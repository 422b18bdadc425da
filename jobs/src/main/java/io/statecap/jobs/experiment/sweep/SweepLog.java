package io.statecap.jobs.experiment.sweep;

import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The log file of one run of a sweep. Kept in memory and written whole from time to time: object stores cannot append,
 * and a sweep says little.
 */
public final class SweepLog {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'sweep-'yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);
    private static final long SECONDS_BETWEEN_WRITES = 30;
    /** Characters. */
    private static final long OFTEN_UP_TO = 1 << 18;

    private final ResultsDirectory results;
    private final String name;
    private final StringBuilder text = new StringBuilder();
    private int written;
    private Instant writtenAt = Instant.now();

    public SweepLog(ResultsDirectory results, Instant startedAt) {
        this.results = results;
        this.name = NAME.format(startedAt);
    }

    public synchronized void add(String line) {
        text.append(Instant.now().truncatedTo(ChronoUnit.MILLIS)).append("  ").append(line).append('\n');
    }

    synchronized void flushIfDue() {
        // The longer the log, the rarer: what is written in all stays in proportion to the sweep's time.
        long seconds = SECONDS_BETWEEN_WRITES * (1 + text.length() / OFTEN_UP_TO);
        if (writtenAt.plusSeconds(seconds).isBefore(Instant.now())) {
            flush();
        }
    }

    /** Writes the log; a log that cannot be written must not end a sweep, whose results would fail louder. */
    public synchronized void flush() {
        if (text.length() == written) {
            return;
        }
        try {
            results.writeLog(name, text.toString());
            written = text.length();
        } catch (IOException e) {
            // Tried again at the next flush.
        }
        writtenAt = Instant.now();
    }
}
