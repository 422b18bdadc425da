package io.statecap.jobs.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Path;

/**
 * The right to sweep into one results directory: a small JSON file that names its owner and that the owner touches
 * every few seconds. The lock of a process that died on this host, and of any owner that has not touched it for two
 * minutes, is taken over; clocks of the hosts are trusted to agree within a minute.
 */
public final class SweepLock implements AutoCloseable {

    static final Duration HEARTBEAT = Duration.ofSeconds(10);
    static final Duration STALE_AFTER = Duration.ofMinutes(2);
    /** A lock file may be seen before its text is in it. */
    private static final int READ_ATTEMPTS = 20;
    private static final long READ_PAUSE_MILLIS = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the lock file says of its owner. */
    record Owner(String token, String host, long pid, Instant processStartedAt, Instant startedAt,
                 Instant heartbeatAt) {

        static Owner thisProcess(Instant now) {
            ProcessHandle process = ProcessHandle.current();
            return new Owner(UUID.randomUUID().toString(), hostName(), process.pid(),
                    process.info().startInstant().orElse(Instant.EPOCH), now, now);
        }

        Owner touched(Instant now) {
            return new Owner(token, host, pid, processStartedAt, startedAt, now);
        }

        /** Whether this owner can be taken for dead. */
        boolean stale(Instant now, String thisHost) {
            if (Duration.between(heartbeatAt, now).compareTo(STALE_AFTER) > 0) {
                return true;
            }
            return host.equals(thisHost) && !alive();
        }

        /** A process id is used again one day: the process must also have started when the owner did. */
        private boolean alive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                    .map(process -> process.info().startInstant()
                            .map(start -> start.equals(processStartedAt)).orElse(true))
                    .orElse(false);
        }

        String toJson() {
            ObjectNode json = JSON.createObjectNode();
            json.put("token", token).put("host", host).put("pid", pid)
                    .put("processStartedAt", processStartedAt.toString())
                    .put("startedAt", startedAt.toString())
                    .put("heartbeatAt", heartbeatAt.toString());
            return json.toPrettyString() + "\n";
        }

        static Optional<Owner> fromJson(String text) {
            try {
                JsonNode json = JSON.readTree(text);
                if (json == null || !json.hasNonNull("token")) {
                    return Optional.empty();
                }
                return Optional.of(new Owner(json.path("token").asText(), json.path("host").asText(),
                        json.path("pid").asLong(), Instant.parse(json.path("processStartedAt").asText()),
                        Instant.parse(json.path("startedAt").asText()),
                        Instant.parse(json.path("heartbeatAt").asText())));
            } catch (JsonProcessingException | DateTimeException e) {
                return Optional.empty();
            }
        }
    }

    private final AtomicFiles files;
    private final Path file;
    private final Owner owner;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final ScheduledExecutorService heartbeats;

    private SweepLock(AtomicFiles files, Path file, Owner owner, Duration heartbeat) {
        this.files = files;
        this.file = file;
        this.owner = owner;
        this.heartbeats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sweep-lock");
            thread.setDaemon(true);
            return thread;
        });
        heartbeats.scheduleAtFixedRate(this::touch, heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes the lock.
     *
     * @throws SweepLockedException if another living sweep holds it
     */
    static SweepLock acquire(AtomicFiles files, Path file, Duration heartbeat) throws IOException {
        Owner owner = Owner.thisProcess(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        if (!files.createNew(file, owner.toJson())) {
            takeOver(files, file, owner);
        }
        return new SweepLock(files, file, owner, heartbeat);
    }

    /**
     * Replaces the lock of a dead owner. Of several that find the same one dead, one makes the guard file and looks
     * again; the lock itself is there all the time, so no newcomer slips in between.
     */
    private static void takeOver(AtomicFiles files, Path file, Owner owner) throws IOException {
        refuseIfAlive(files, file, owner);
        Path guard = new Path(file.getParent(), "." + file.getName() + ".takeover");
        if (untouched(files, guard)) {
            files.delete(guard);
        }
        if (!files.createNew(guard, owner.toJson())) {
            throw unknownHolder(file);
        }
        try {
            refuseIfAlive(files, file, owner);
            files.writeText(file, owner.toJson());
        } finally {
            files.delete(guard);
        }
    }

    private static void refuseIfAlive(AtomicFiles files, Path file, Owner owner) throws IOException {
        Optional<Owner> holder = read(files, file);
        if (holder.isPresent() && !holder.get().stale(Instant.now(), owner.host())) {
            throw held(file, holder.get());
        }
        // Without a readable owner, it is one that has not come to write its name, or was killed before that. If the
        // file is gone, its owner just ended; the user may try again.
        if (holder.isEmpty() && !untouched(files, file)) {
            throw unknownHolder(file);
        }
    }

    private static SweepLockedException held(Path file, Owner holder) {
        return new SweepLockedException(file.getParent() + " is in use by another sweep (process " + holder.pid()
                + " on " + holder.host() + ", started " + holder.startedAt()
                + "): wait until it is done, or stop it and run this command again.");
    }

    private static SweepLockedException unknownHolder(Path file) {
        return new SweepLockedException(file.getParent() + " is in use by another sweep that is just starting or ending:"
                + " try again in a moment.");
    }

    /** The lock's owner, waiting a moment for a file that was just created; empty if it says nothing readable. */
    private static Optional<Owner> read(AtomicFiles files, Path file) throws IOException {
        for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
            try {
                Optional<Owner> owner = Owner.fromJson(files.readText(file));
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

    /** Whether a file is there and has not been written for so long that its writer must be dead. */
    private static boolean untouched(AtomicFiles files, Path file) throws IOException {
        try {
            long modified = files.fileSystem().getFileStatus(file).getModificationTime();
            return Instant.ofEpochMilli(modified).plus(STALE_AFTER).isBefore(Instant.now());
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    private void touch() {
        try {
            Optional<Owner> holder = read(files, file);
            if (holder.map(Owner::token).filter(owner.token()::equals).isPresent()) {
                files.writeText(file, owner.touched(Instant.now().truncatedTo(ChronoUnit.MILLIS)).toJson());
            } else {
                lost.set(true);
            }
        } catch (IOException e) {
            // The file system may be away for a moment. If it stays away, the sweep fails at its next write.
        }
    }

    /**
     * Whether this process still holds the lock. False once another sweep took it over, as it may if this process was
     * suspended for minutes: it should stop then.
     */
    public boolean isHeld() {
        return !lost.get() && !heartbeats.isShutdown();
    }

    /** Releases the lock, unless another sweep has it by now. */
    @Override
    public void close() throws IOException {
        heartbeats.shutdown();
        try {
            // A heartbeat under way would write the file again after its deletion.
            heartbeats.awaitTermination(HEARTBEAT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (files.exists(file) && read(files, file).map(Owner::token).filter(owner.token()::equals).isPresent()) {
            files.delete(file);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
