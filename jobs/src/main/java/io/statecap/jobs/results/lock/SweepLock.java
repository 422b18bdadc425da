package io.statecap.jobs.results.lock;

import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.files.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The right to sweep into one results directory: a small JSON file that names its owner and that the owner touches
 * every few seconds. The lock of a process that died on this host, and of any owner that has not touched it for two
 * minutes, is taken over; clocks of the hosts are trusted to agree within a minute.
 *
 * <p>Whoever takes over from owner X creates a file named after X, which only one process can, and that file is its
 * lock; the next one takes over from it in the same way. The owner is that of the last file of this chain. Each writes
 * its own file only, so one that wakes up late destroys nobody's lock, and finds the file behind its own. The last
 * owner deletes all of the chain at its end, the first file first: a chain whose first file is as it was is whole.
 */
public final class SweepLock implements AutoCloseable {

    /** The first file of the chain. */
    public static final String NAME = "sweep.lock";

    /** Hadoop's setting of {@link Times#staleAfter}, milliseconds; with {@code spark.hadoop.} before it, Spark's. */
    private static final String STALE_MILLIS = "statecap.lock.stale.millis";
    private static final long USUAL_STALE_MILLIS = 120_000;
    private static final int BEATS = 12;
    private static final long CLOSE_SECONDS = 10;
    /** Longer than two writes to an object store take that were under way at the same time. */
    private static final long SERVER_MILLIS = 1000;
    /** A file may be seen before its text is in it. */
    private static final int READ_ATTEMPTS = 20;
    private static final long READ_PAUSE_MILLIS = 50;

    private final AtomicFiles files;
    private final LockOwner owner;
    private final Times times;
    /** Files of dead owners in front of this one's, with what names each owner. */
    private final Map<Path, String> dead = new LinkedHashMap<>();
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("sweep-lock").daemon(true).build());
    private Claim claim;
    private Instant touchedAt;
    private boolean lost;

    private SweepLock(AtomicFiles files, Path file, Times times) {
        this.files = files;
        this.times = times;
        this.owner = LockOwner.thisProcess(times.now());
        this.touchedAt = owner.heartbeatAt();
        this.claim = new Claim(file, owner.token());
    }

    /**
     * How long a lock holds without a sign of its owner.
     *
     * @param heartbeat  time between two touches of the lock
     * @param staleAfter time without a touch after which another sweep may take the lock over
     * @param clock      tells the time
     */
    public record Times(Duration heartbeat, Duration staleAfter, Clock clock) {

        /** @param configuration may set {@code staleAfter} */
        public static Times of(Configuration configuration) {
            Duration staleAfter = Duration.ofMillis(configuration.getLong(STALE_MILLIS, USUAL_STALE_MILLIS));
            return new Times(staleAfter.dividedBy(BEATS), staleAfter, Clock.systemUTC());
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

    /** An owner's file and what names the owner; travels to the tasks of its sweep. */
    public record Claim(Path file, String token) implements Serializable {

        /** Whether the lock is this owner's: its file is there, and nobody has taken over from it. */
        public boolean holds(AtomicFiles files) throws IOException {
            return read(files, file).filter(owner -> owner.token().equals(token)).isPresent()
                    && !files.exists(successor());
        }

        private Path successor() {
            return new Path(file.getParent(), "." + NAME + ".after-" + token);
        }
    }

    /** Whether an entry of a results directory is of its lock. */
    public static boolean owns(String name) {
        return name.startsWith(NAME) || name.startsWith("." + NAME);
    }

    /**
     * Takes the lock.
     *
     * @throws StorageException if another living sweep holds it
     */
    public static SweepLock acquire(AtomicFiles files, Path file, Times times) throws IOException {
        SweepLock lock = new SweepLock(files, file, times);
        lock.acquire();
        long millis = Math.max(1, times.heartbeat().toMillis());
        lock.heartbeats.scheduleWithFixedDelay(lock::touch, millis, millis, TimeUnit.MILLISECONDS);
        return lock;
    }

    private void acquire() throws IOException {
        requireExclusive(files.createsExclusively(claim.file));
        while (!files.createNew(claim.file, owner.toJson())) {
            String other = deadOwner(claim.file);
            dead.put(claim.file, other);
            claim = new Claim(new Claim(claim.file, other).successor(), owner.token());
        }
        if (files.dependsOnServer(claim.file)) {
            tryServer();
        }
        if (times.isStale(owner.startedAt())) {
            // Suspended before its name was in the file, which another may have taken for that of a dead owner.
            throw unknownHolder();
        }
        try {
            for (Map.Entry<Path, String> other : dead.entrySet()) {
                // It may have woken up; or all have ended and another has begun, before this one's file was there.
                if (!deadOwner(other.getKey()).equals(other.getValue())) {
                    throw unknownHolder();
                }
            }
        } catch (StorageException e) {
            files.delete(claim.file);
            throw e;
        }
    }

    /** The server may not know conditional writes, or may let two that come within moments both succeed. */
    private void tryServer() throws IOException {
        boolean twice = files.createNew(claim.file, owner.toJson());
        if (twice) {
            files.delete(claim.file);
        }
        requireExclusive(!twice);
        pause(SERVER_MILLIS, claim.file);
        if (!claim.holds(files)) {
            throw unknownHolder();
        }
    }

    private void requireExclusive(boolean exclusive) throws StorageException {
        if (!exclusive) {
            throw new StorageException(folder() + " cannot be locked: its object store does not know"
                    + " conditional writes (If-None-Match), so two sweeps there could destroy each other's work; use a"
                    + " store that does, with fs.s3a.create.conditional.enabled, or another file system.");
        }
    }

    /** What names the owner of a file, if that can be taken for dead. */
    private String deadOwner(Path file) throws IOException {
        Optional<LockOwner> holder = read(files, file);
        if (holder.isPresent()) {
            if (!holder.get().isDead(owner.host(), times)) {
                throw new StorageException(folder() + " is in use by another sweep (process "
                        + holder.get().pid() + " on " + holder.get().host() + ", started " + holder.get().startedAt()
                        + "): wait until it is done, or stop it and run this command again.");
            }
            return holder.get().token();
        }
        // Without a readable owner, it is one that has not come to write its name, or was killed before that. If the
        // file is gone, its owner just ended; the user may try again.
        try {
            long modified = files.fileSystem().getFileStatus(file).getModificationTime();
            if (times.isStale(Instant.ofEpochMilli(modified))) {
                return "unreadable-" + modified;
            }
        } catch (FileNotFoundException e) {
            throw unknownHolder();
        }
        throw unknownHolder();
    }

    private StorageException unknownHolder() {
        return new StorageException(folder() + " is in use by another sweep that is just starting or ending: try"
                + " again in a moment.");
    }

    private Path folder() {
        return claim.file.getParent();
    }

    /** A file's owner, waiting a moment for one that was just created; empty if it says nothing readable. */
    private static Optional<LockOwner> read(AtomicFiles files, Path file) throws IOException {
        for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
            try {
                Optional<LockOwner> owner = LockOwner.fromJson(files.readText(file));
                if (owner.isPresent()) {
                    return owner;
                }
            } catch (FileNotFoundException | NoSuchFileException e) {
                return Optional.empty();
            }
            pause(READ_PAUSE_MILLIS, file);
        }
        return Optional.empty();
    }

    private static void pause(long millis, Path file) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for " + file + ".");
        }
    }

    /** A heartbeat. */
    synchronized void touch() {
        try {
            Instant now = times.now();
            lost |= !claim.holds(files);
            if (!lost) {
                files.writeText(claim.file, owner.touched(now).toJson());
                // Whoever takes over reads this once more when its own file is there: one of the two sees the other.
                lost = files.exists(claim.successor());
                touchedAt = now;
            }
        } catch (IOException | RuntimeException e) {
            // The file system may be away for a moment. If it stays away, the lock is not held any more.
        }
    }

    /** What the tasks of this sweep check before they make anything visible. */
    public Claim claim() {
        return claim;
    }

    /**
     * Whether this process still holds the lock. False once another sweep took it over, as it may if this process was
     * suspended for minutes, and while the lock could not be touched for so long that another may: the sweep should
     * stop then.
     */
    public synchronized boolean isHeld() {
        if (times.isStale(touchedAt)) {
            touch();
        }
        return !lost && !times.isStale(touchedAt) && !heartbeats.isShutdown();
    }

    /** Releases the lock, unless another sweep has it by now. */
    @Override
    public void close() throws IOException {
        heartbeats.shutdown();
        try {
            // A heartbeat under way would write the file again after its deletion.
            heartbeats.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (claim.holds(files)) {
            for (Path file : dead.keySet()) {
                files.delete(file);
            }
            files.delete(claim.file);
        }
    }
}
