package io.statecap.jobs.results.lock;

import java.time.Duration;
import org.apache.hadoop.conf.Configuration;

/**
 * How long the lock of a sweep holds without a sign of its owner.
 *
 * @param heartbeat  time between two touches of the lock
 * @param staleAfter time without a touch after which another sweep may take the lock over
 */
public record LockTimes(Duration heartbeat, Duration staleAfter) {

    /** Hadoop's setting of {@code staleAfter}, milliseconds; with {@code spark.hadoop.} before it, Spark's. */
    static final String STALE_MILLIS = "statecap.lock.stale.millis";

    static final LockTimes DEFAULT = new LockTimes(Duration.ofSeconds(10), Duration.ofMinutes(2));
    private static final int BEATS = 12;

    public static LockTimes of(Configuration configuration) {
        long millis = configuration.getLong(STALE_MILLIS, DEFAULT.staleAfter().toMillis());
        return new LockTimes(Duration.ofMillis(Math.max(1, millis / BEATS)), Duration.ofMillis(millis));
    }
}
