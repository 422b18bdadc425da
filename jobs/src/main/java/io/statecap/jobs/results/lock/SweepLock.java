package io.statecap.jobs.results.lock;

import io.statecap.jobs.results.files.AtomicFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.hadoop.fs.Path;

/**
 * The right to sweep into one results directory: a small JSON file that names its owner and that the owner touches
 * every few seconds. The lock of a process that died on this host, and of any owner that has not touched it for two
 * minutes, is taken over; clocks of the hosts are trusted to agree within a minute.
 */
public final class SweepLock implements AutoCloseable {

    private static final long CLOSE_SECONDS = 10;
    /** Longer than two writes to an object store take that were under way at the same time. */
    private static final long SERVER_MILLIS = 1000;

    private final AtomicFiles files;
    private final Path file;
    private final LockOwner owner;
    private final LockTimes times;
    private final ScheduledExecutorService heartbeats;
    private Instant touchedAt;
    private boolean lost;

    private SweepLock(AtomicFiles files, Path file, LockOwner owner, LockTimes times) {
        this.files = files;
        this.file = file;
        this.owner = owner;
        this.times = times;
        this.touchedAt = owner.heartbeatAt();
        this.heartbeats = Executors.newSingleThreadScheduledExecutor(
                BasicThreadFactory.builder().namingPattern("sweep-lock").daemon(true).build());
        long millis = times.heartbeat().toMillis();
        heartbeats.scheduleWithFixedDelay(this::touch, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes the lock.
     *
     * @throws SweepLockedException if another living sweep holds it
     */
    public static SweepLock acquire(AtomicFiles files, Path file, LockTimes times) throws IOException {
        if (!files.createsExclusively(file)) {
            throw withoutConditionalWrites(file);
        }
        LockOwner owner = LockOwner.thisProcess(times.now());
        if (!files.createNew(file, owner.toJson())) {
            new LockTakeover(files, file, owner, times).run();
        } else if (files.dependsOnServer(file)) {
            requireExclusive(files, file, owner, times);
        }
        return new SweepLock(files, file, owner, times);
    }

    /** The server may not know conditional writes, or may let two that come within moments both succeed. */
    private static void requireExclusive(AtomicFiles files, Path file, LockOwner owner, LockTimes times)
            throws IOException {
        if (files.createNew(file, owner.toJson())) {
            files.delete(file);
            throw withoutConditionalWrites(file);
        }
        try {
            Thread.sleep(SERVER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while locking " + file + ".");
        }
        if (!isOwnedBy(files, file, owner.token())) {
            new LockTakeover(files, file, owner, times).run();
        }
    }

    private static SweepLockedException withoutConditionalWrites(Path file) {
        return new SweepLockedException(file.getParent() + " cannot be locked: its object store does not know"
                + " conditional writes (If-None-Match), so two sweeps there could destroy each other's work; use a"
                + " store that does, with fs.s3a.create.conditional.enabled, or another file system.");
    }

    /** A heartbeat. */
    synchronized void touch() {
        if (lost) {
            return;
        }
        try {
            if (times.isStale(touchedAt)) {
                reclaim();
            } else {
                write();
            }
        } catch (IOException | RuntimeException e) {
            // The file system may be away for a moment. If it stays away, the lock is not held any more.
        }
    }

    private void write() throws IOException {
        if (!isOwnedBy(files, file, owner.token())) {
            lost = true;
            return;
        }
        Instant now = times.now();
        files.writeText(file, owner.touched(now).toJson());
        touchedAt = now;
    }

    /** After a suspension: another process may be about to take this lock over, and only one of the two may go on. */
    private void reclaim() throws IOException {
        Path guard = LockTakeover.guard(file, owner.token());
        if (!files.createNew(guard, owner.toJson())) {
            lost = true;
            return;
        }
        try {
            write();
        } finally {
            files.delete(guard);
        }
    }

    /** Whether a lock file names this owner. */
    public static boolean isOwnedBy(AtomicFiles files, Path file, String token) throws IOException {
        return LockTakeover.read(files, file).map(LockOwner::token).filter(token::equals).isPresent();
    }

    /** What names the owner of this lock. */
    public String token() {
        return owner.token();
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
        if (files.exists(file) && isOwnedBy(files, file, owner.token())) {
            files.delete(file);
        }
    }
}
