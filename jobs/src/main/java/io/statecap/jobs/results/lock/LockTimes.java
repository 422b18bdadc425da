package io.statecap.jobs.results.lock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * How long the lock of a sweep holds without a sign of its owner.
 *
 * @param heartbeat  time between two touches of the lock
 * @param staleAfter time without a touch after which another sweep may take the lock over
 * @param clock      tells the time
 */
public record LockTimes(Duration heartbeat, Duration staleAfter, Clock clock) {

    /** Hadoop's setting of {@code staleAfter}, milliseconds; with {@code spark.hadoop.} before it, Spark's. */
    private static final String STALE_MILLIS = "statecap.lock.stale.millis";
    private static final long USUAL_STALE_MILLIS = 120_000;
    private static final int BEATS = 12;

    public static LockTimes of(Configuration configuration) {
        long millis = configuration.getLong(STALE_MILLIS, USUAL_STALE_MILLIS);
        return new LockTimes(Duration.ofMillis(Math.max(1, millis / BEATS)), Duration.ofMillis(millis),
                Clock.systemUTC());
    }

    /** As locks name times. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether something last seen at a time is older than {@link #staleAfter}. */
    boolean isStale(Instant seen) {
        return Duration.between(seen, now()).compareTo(staleAfter) > 0;
    }
}
