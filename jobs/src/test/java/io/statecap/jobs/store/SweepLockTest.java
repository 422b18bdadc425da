package io.statecap.jobs.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SweepLockTest {

    @TempDir
    java.nio.file.Path temporary;

    private java.nio.file.Path lockFile;
    private Path path;
    private AtomicFiles files;
    private SweepLock.Owner self;

    @BeforeEach
    void open() throws IOException {
        lockFile = temporary.resolve("sweep.lock");
        path = new Path(lockFile.toUri());
        files = AtomicFiles.on(path, new Configuration());
        self = SweepLock.Owner.thisProcess(Instant.now());
    }

    private SweepLock acquire() throws IOException {
        return SweepLock.acquire(files, path, SweepLock.HEARTBEAT);
    }

    private SweepLock.Owner owner(String host, long pid, Instant processStartedAt, Instant heartbeatAt) {
        return new SweepLock.Owner("token-of-another", host, pid, processStartedAt, heartbeatAt, heartbeatAt);
    }

    @Test
    void aSecondSweepIsRefusedInOneSentenceUntilTheFirstEnds() throws IOException {
        try (SweepLock first = acquire()) {
            String message = assertThrows(SweepLockedException.class, this::acquire).getMessage();
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
        String message = assertThrows(SweepLockedException.class, this::acquire).getMessage();
        assertTrue(message.contains("process 1 on elsewhere"), message);

        Files.writeString(lockFile, owner("elsewhere", 1, Instant.EPOCH,
                Instant.now().minus(SweepLock.STALE_AFTER).minusSeconds(5)).toJson());
        acquire().close();
    }

    @Test
    void anUnreadableLockHoldsUntilItIsOld() throws IOException {
        Files.writeString(lockFile, "");
        assertThrows(SweepLockedException.class, this::acquire);

        Files.setLastModifiedTime(lockFile,
                FileTime.from(Instant.now().minus(SweepLock.STALE_AFTER).minusSeconds(5)));
        acquire().close();
    }

    @Test
    void heartbeatsAreWrittenAndALossIsNoticed() throws IOException, InterruptedException {
        try (SweepLock lock = SweepLock.acquire(files, path, Duration.ofMillis(20))) {
            Instant first = SweepLock.Owner.fromJson(Files.readString(lockFile)).orElseThrow().heartbeatAt();
            while (!SweepLock.Owner.fromJson(Files.readString(lockFile)).orElseThrow().heartbeatAt().isAfter(first)) {
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

    @Test
    void ofManyThatFindADeadOwnerOneTakesOver() throws Exception {
        for (int round = 0; round < 50; round++) {
            Files.writeString(lockFile, owner("elsewhere", 1, Instant.EPOCH, Instant.EPOCH).toJson());
            ExecutorService pool = Executors.newFixedThreadPool(8);
            List<Callable<SweepLock>> tries = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tries.add(() -> {
                    try {
                        return acquire();
                    } catch (SweepLockedException e) {
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
            assertEquals(1, winners.size(), "round " + round);
            winners.get(0).close();
        }
    }
}
