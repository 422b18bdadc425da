package io.statecap.jobs.results.lock;

import io.statecap.jobs.results.files.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Replaces the lock of an owner that can be taken for dead. The right to replace the lock of owner X is a guard file
 * named after X, which only one process can create; it then looks again whether the lock is still X's. Whoever dies
 * with the guard is an owner like any other: the right to go on is a guard named after it. So no guard is ever deleted
 * by a process that does not hold the lock, and two that take the same owner for dead cannot both win.
 */
record LockTakeover(AtomicFiles files, Path file, LockOwner self, LockTimes times) {

    /** A file may be seen before its text is in it. */
    private static final int READ_ATTEMPTS = 20;
    private static final long READ_PAUSE_MILLIS = 50;

    /**
     * Makes the lock this owner's.
     *
     * @throws SweepLockedException if its owner is alive, or another process is taking it over
     */
    void run() throws IOException {
        String dead = deadOwner(file);
        List<Path> guards = new ArrayList<>();
        String predecessor = dead;
        while (true) {
            Path guard = guard(file, predecessor);
            if (files.createNew(guard, self.toJson())) {
                replace(dead, guards, guard);
                return;
            }
            guards.add(guard);
            predecessor = deadOwner(guard);
        }
    }

    private void replace(String dead, List<Path> guardsOfTheDead, Path guard) throws IOException {
        try {
            if (!deadOwner(file).equals(dead)) {
                throw unknownHolder();
            }
            files.writeText(file, self.toJson());
            for (Path other : guardsOfTheDead) {
                files.delete(other);
            }
        } finally {
            files.delete(guard);
        }
    }

    /** The guard of the right to replace an owner. */
    static Path guard(Path file, String owner) {
        return new Path(file.getParent(), "." + file.getName() + ".after-" + owner);
    }

    /** What names the owner of a file, if that can be taken for dead. */
    private String deadOwner(Path of) throws IOException {
        Optional<LockOwner> holder = read(files, of);
        if (holder.isPresent()) {
            if (!holder.get().isDead(self.host(), times)) {
                throw held(holder.get());
            }
            return holder.get().token();
        }
        // Without a readable owner, it is one that has not come to write its name, or was killed before that. If the
        // file is gone, its owner just ended; the user may try again.
        Optional<Instant> modified = modified(of);
        if (modified.isEmpty() || !times.isStale(modified.get())) {
            throw unknownHolder();
        }
        return "unreadable-" + modified.get().toEpochMilli();
    }

    private Optional<Instant> modified(Path of) throws IOException {
        try {
            return Optional.of(Instant.ofEpochMilli(files.fileSystem().getFileStatus(of).getModificationTime()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private SweepLockedException held(LockOwner holder) {
        return new SweepLockedException(file.getParent() + " is in use by another sweep (process " + holder.pid()
                + " on " + holder.host() + ", started " + holder.startedAt()
                + "): wait until it is done, or stop it and run this command again.");
    }

    private SweepLockedException unknownHolder() {
        return new SweepLockedException(file.getParent() + " is in use by another sweep that is just starting or"
                + " ending: try again in a moment.");
    }

    /** A file's owner, waiting a moment for one that was just created; empty if it says nothing readable. */
    static Optional<LockOwner> read(AtomicFiles files, Path file) throws IOException {
        for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
            try {
                Optional<LockOwner> owner = LockOwner.fromJson(files.readText(file));
                if (owner.isPresent()) {
                    return owner;
                }
                Thread.sleep(READ_PAUSE_MILLIS);
            } catch (FileNotFoundException | NoSuchFileException e) {
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for " + file + ".");
            }
        }
        return Optional.empty();
    }
}
