package io.statecap.jobs.results.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.SampleRows;
import io.statecap.jobs.results.TrialRows;
import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.files.FailingFileSystem;
import io.statecap.jobs.results.files.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SweepLockTest {

    private static final Duration STALE_AFTER = Duration.ofMinutes(2);

    private final SetClock clock = new SetClock();

    @TempDir
    java.nio.file.Path temporary;

    private java.nio.file.Path lockFile;
    private Path path;
    private AtomicFiles files;
    private LockOwner self;

    @BeforeEach
    void open() throws IOException {
        lockFile = temporary.resolve("sweep.lock");
        path = new Path(lockFile.toUri());
        files = AtomicFiles.on(path, new Configuration());
        self = LockOwner.thisProcess(Instant.now());
    }

    private SweepLock acquire() throws IOException {
        return acquire(files, Duration.ofHours(1));
    }

    private SweepLock acquire(AtomicFiles where, Duration heartbeat) throws IOException {
        return SweepLock.acquire(where, path, new SweepLock.Times(heartbeat, STALE_AFTER, clock));
    }

    /** Goes only where it is told to. */
    private static final class SetClock extends Clock {

        private volatile Instant now = Instant.now();
        private Runnable hook = () -> { };
        private int hookAfter;

        /** Has something happen when it is asked for the n-th time from now on. */
        void at(int calls, Runnable what) {
            hookAfter = calls;
            hook = what;
        }

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            if (--hookAfter == 0) {
                hook.run();
            }
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private LockOwner owner(String host, long pid, Instant processStartedAt, Instant heartbeatAt) {
        return new LockOwner("token-of-another", host, pid, processStartedAt, heartbeatAt, heartbeatAt);
    }

    @Test
    void aSecondSweepIsRefusedInOneSentenceUntilTheFirstEnds() throws IOException {
        try (SweepLock first = acquire()) {
            String message = assertThrows(StorageException.class, this::acquire).getMessage();
            assertTrue(message.contains("in use by another sweep (process " + ProcessHandle.current().pid() + " on "),
                    message);
            assertTrue(message.contains(temporary.getFileName().toString()), message);
            assertFalse(message.contains("\n"), message);
            assertTrue(first.isHeld());
        }
        assertFalse(Files.exists(lockFile));
        acquire().close();
    }

    @Test
    void aDeadProcessOfThisHostLosesItsLockAtOnce() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        long pid = dead.pid();
        Instant started = dead.info().startInstant().orElse(Instant.now());
        dead.waitFor();
        Files.writeString(lockFile, owner(self.host(), pid, started, Instant.now()).toJson());

        acquire().close();

        assertFalse(Files.exists(lockFile));
    }

    @Test
    void aProcessIdUsedAgainIsNotTheOwner() throws IOException {
        Files.writeString(lockFile, owner(self.host(), self.pid(), self.processStartedAt().minusSeconds(9999),
                Instant.now()).toJson());

        acquire().close();
    }

    @Test
    void anotherHostsLockHoldsAsLongAsItsHeartbeatIsRecent() throws IOException {
        Files.writeString(lockFile, owner("elsewhere", 1, Instant.EPOCH, Instant.now()).toJson());
        String message = assertThrows(StorageException.class, this::acquire).getMessage();
        assertTrue(message.contains("process 1 on elsewhere"), message);

        Files.writeString(lockFile, owner("elsewhere", 1, Instant.EPOCH,
                clock.instant().minus(STALE_AFTER).minusSeconds(5)).toJson());
        acquire().close();
    }

    @Test
    void anUnreadableLockHoldsUntilItIsOld() throws IOException {
        Files.writeString(lockFile, "");
        assertThrows(StorageException.class, this::acquire);

        Files.setLastModifiedTime(lockFile,
                FileTime.from(clock.instant().minus(STALE_AFTER).minusSeconds(5)));
        acquire().close();
    }

    @Test
    void heartbeatsAreWrittenAndALossIsNoticed() throws IOException, InterruptedException {
        try (SweepLock lock = acquire(files, Duration.ofMillis(20))) {
            Instant first = LockOwner.fromJson(Files.readString(lockFile)).orElseThrow().heartbeatAt();
            clock.advance(Duration.ofSeconds(10));
            while (!LockOwner.fromJson(Files.readString(lockFile)).orElseThrow().heartbeatAt().isAfter(first)) {
                Thread.sleep(5);
            }
            assertTrue(lock.isHeld());
            String others = owner("elsewhere", 1, Instant.EPOCH, Instant.now()).toJson();
            while (lock.isHeld()) {
                // A heartbeat that read just before this one may write once more.
                files.writeText(path, others);
                Thread.sleep(5);
            }
            files.writeText(path, others);
        }
        assertTrue(Files.readString(lockFile).contains("elsewhere"), "another's lock is not released");
    }

    /** A heartbeat that fails is tried again; one that fails for too long is a lost lock. */
    @Test
    void aHeartbeatThatThrowsDoesNotHoldTheLockForEver() throws IOException {
        FailingFileSystem failing = new FailingFileSystem();
        SweepLock lock = acquire(new AtomicFiles(failing, new Configuration()), Duration.ofHours(1));
        clock.advance(Duration.ofSeconds(100));
        failing.fail(new IllegalStateException("the client was closed"));
        lock.touch();
        failing.fail(null);
        lock.touch();
        clock.advance(Duration.ofSeconds(100));
        failing.fail(new IllegalStateException("the client was closed"));
        assertTrue(lock.isHeld(), "one failure must not end the heartbeat");

        lock.touch();
        clock.advance(Duration.ofSeconds(30));
        assertFalse(lock.isHeld());
        failing.fail(null);
        lock.close();
    }

    /** As after SIGSTOP and SIGCONT: another has taken over, and the first must not write its name again. */
    @Test
    void anOwnerThatWasSuspendedNoticesTheTakeover() throws IOException {
        SweepLock suspended = acquire();
        clock.advance(STALE_AFTER.plusSeconds(1));
        try (SweepLock second = acquire()) {
            assertFalse(suspended.isHeld());
            suspended.close();
            assertTrue(second.isHeld());
            assertTrue(Files.exists(lockFile));
        }
    }

    @Test
    void anOwnerThatWasSuspendedGoesOnIfNobodyTookOver() throws IOException {
        try (SweepLock lock = acquire()) {
            clock.advance(STALE_AFTER.plusSeconds(1));
            assertTrue(lock.isHeld());
            assertThrows(StorageException.class, this::acquire);
        }
        assertEquals(List.of(), leftOver());
    }

    /** It wakes up when another has read its old heartbeat, and before that one's own file is there. */
    @Test
    void anOwnerThatWakesUpInTheMiddleOfATakeoverKeepsItsLock() throws IOException {
        try (SweepLock suspended = acquire()) {
            clock.advance(STALE_AFTER.plusSeconds(1));
            clock.at(2, suspended::touch);
            assertThrows(StorageException.class, this::acquire);
            assertTrue(suspended.isHeld());
        }
        assertEquals(List.of(), leftOver());
    }

    /** The chain has ended, and another sweep has begun, since this one has read its first file. */
    @Test
    void aChainThatEndedInTheMeantimeIsNotTakenOver() throws IOException {
        Files.writeString(lockFile, owner("elsewhere", 1, Instant.EPOCH, Instant.EPOCH).toJson());
        clock.at(2, () -> {
            try {
                Files.writeString(lockFile, new LockOwner("next", "elsewhere", 2, Instant.EPOCH, Instant.now(),
                        clock.now).toJson());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThrows(StorageException.class, this::acquire);
        assertEquals(List.of("sweep.lock"), leftOver());
    }

    private List<String> leftOver() throws IOException {
        try (java.util.stream.Stream<java.nio.file.Path> entries = Files.list(temporary)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    /** Whoever took over from a dead owner may have died before it was done, and so may the next one. */
    @Test
    void ofManyThatFindADeadTakeoverOneGoesOn() throws Exception {
        for (int round = 0; round < 30; round++) {
            LockOwner first = owner("elsewhere", 1, Instant.EPOCH, Instant.EPOCH);
            LockOwner second = new LockOwner("second", "elsewhere", 2, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
            Files.writeString(lockFile, first.toJson());
            Files.writeString(temporary.resolve(".sweep.lock.after-" + first.token()), second.toJson());
            Files.writeString(temporary.resolve(".sweep.lock.after-second"),
                    new LockOwner("third", "elsewhere", 3, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH).toJson());
            List<SweepLock> winners = acquireAtOnce();
            assertEquals(1, winners.size(), "round " + round);
            assertTrue(winners.get(0).isHeld());
            winners.get(0).close();
            assertEquals(List.of(), leftOver());
        }
    }

    private List<SweepLock> acquireAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Callable<SweepLock>> tries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tries.add(() -> {
                try {
                    return acquire();
                } catch (StorageException e) {
                    return null;
                }
            });
        }
        List<SweepLock> winners = new ArrayList<>();
        for (Future<SweepLock> result : pool.invokeAll(tries)) {
            if (result.get() != null) {
                winners.add(result.get());
            }
        }
        pool.shutdown();
        return winners;
    }

    @Test
    void ofManyThatFindADeadOwnerOneTakesOver() throws Exception {
        for (int round = 0; round < 50; round++) {
            Files.writeString(lockFile, owner("elsewhere", 1, Instant.EPOCH, Instant.EPOCH).toJson());
            List<SweepLock> winners = acquireAtOnce();
            assertEquals(1, winners.size(), "round " + round);
            winners.get(0).close();
        }
    }

    /** Tasks of a sweep go on for minutes after it lost its lock: what they write must not show. */
    @Test
    void whatTheOldOwnersTasksWriteAfterATakeoverDoesNotShow() throws Exception {
        ResultsDirectory results = ResultsDirectory.local(temporary);
        ResultsDirectory old;
        try (SweepLock lock = results.lock()) {
            old = travelled(results.heldBy(lock));
            old.writeTrial(TrialRows.of(SampleRows.failedTrial("aa11"), List.of()));
            old.checkpoints("bb22").write(out -> out.write(1));
        }
        assertEquals(Set.of("aa11"), results.heldTrials());

        // Another sweep has the directory now; and then nobody has.
        try (SweepLock lock = results.lock()) {
            assertFenced(old);
            ResultsDirectory current = travelled(results.heldBy(lock));
            current.writeTrial(TrialRows.of(SampleRows.failedTrial("cc33"), List.of()));
        }
        assertFenced(old);
        assertEquals(Set.of("aa11", "cc33"), results.heldTrials());
        assertEquals(1, results.checkpoints("bb22").latest().orElseThrow().read());
        try (Stream<java.nio.file.Path> left = Files.walk(temporary)) {
            assertTrue(left.noneMatch(file -> file.toString().endsWith(".tmp")));
        }
    }

    private static void assertFenced(ResultsDirectory old) {
        String message = assertThrows(StorageException.class, () ->
                old.writeTrial(TrialRows.of(SampleRows.failedTrial("bb22"), List.of()))).getMessage();
        assertTrue(message.contains("was taken over by another sweep"), message);
        assertThrows(StorageException.class, () -> old.checkpoints("bb22").write(out -> out.write(2)));
    }

    /** As a task gets it. */
    private static ResultsDirectory travelled(ResultsDirectory results) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(results);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (ResultsDirectory) in.readObject();
        }
    }
}
