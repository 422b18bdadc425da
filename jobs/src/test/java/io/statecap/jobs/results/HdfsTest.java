package io.statecap.jobs.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.results.files.StorageException;
import io.statecap.jobs.results.lock.LockOwner;
import io.statecap.jobs.results.lock.SweepLock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The results directory on a real HDFS: one name node and one data node in this JVM, on loopback. Half a minute: {@code -DexcludedGroups=hdfs} skips it. */
@Tag("hdfs")
@Timeout(120)
class HdfsTest {

    @TempDir
    static java.nio.file.Path storage;

    private static MiniDFSCluster cluster;
    private static FileSystem hdfs;

    @BeforeAll
    static void start() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, Files.createDirectory(storage.resolve("dfs")).toString());
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        cluster.waitActive();
        hdfs = cluster.getFileSystem();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.shutdown(true);
        }
    }

    private static ResultsDirectory directory(String name) throws IOException {
        ResultsDirectory directory = ResultsDirectory.at(new Path(hdfs.getUri() + "/results/" + name), hdfs.getConf());
        assertTrue(directory.root().toString().startsWith("hdfs://"), directory.root().toString());
        return directory;
    }

    @Test
    void readsBackEveryTableAndReplacesWhatIsThere() throws IOException {
        ResultsDirectory directory = directory("tables");
        SampleRows.fill(directory);
        SampleRows.fill(directory);

        assertEquals(Set.of("aa11", "bb22"), directory.heldTrials());
        assertEquals(List.of(SampleRows.trial("aa11"), SampleRows.failedTrial("bb22")), directory.read(Table.TRIALS));
        assertEquals(SampleRows.curves("aa11"), directory.read(Table.CURVES));
        assertEquals(SampleRows.passkey("aa11"), directory.read(Table.PASSKEY));
        assertEquals(SampleRows.states("aa11"), directory.read(Table.STATES));
        assertEquals(SampleRows.gates("aa11"), directory.read(Table.GATES));
        assertEquals(SampleRows.thresholds(), directory.read(Table.THRESHOLDS));
        assertEquals(SampleRows.laws(), directory.read(Table.LAWS));
    }

    @Test
    void sweepAndCheckpointsAreReplacedAtomically() throws IOException {
        ResultsDirectory directory = directory("files");
        assertEquals(Optional.empty(), directory.readSweep());
        directory.writeSweep("{}");
        directory.writeSweep("{\"name\": \"quick\"}");
        assertEquals(Optional.of("{\"name\": \"quick\"}"), directory.readSweep());

        Checkpoints checkpoints = directory.checkpoints("aa11");
        assertEquals(Optional.empty(), checkpoints.latest());
        checkpoints.write(out -> out.write(1));
        checkpoints.write(out -> out.write(2));
        assertThrows(IOException.class, () -> checkpoints.write(out -> {
            out.write(3);
            throw new IOException("the writer dies here");
        }));

        try (InputStream latest = checkpoints.latest().orElseThrow()) {
            assertEquals(2, latest.read());
        }
        RemoteIterator<LocatedFileStatus> files = hdfs.listFiles(directory.root(), true);
        while (files.hasNext()) {
            FileStatus file = files.next();
            assertFalse(file.getPath().getName().startsWith("."), "left over: " + file.getPath());
        }
    }

    @Test
    void aSecondSweepIsRefusedAndADeadOnesLockTakenOver() throws IOException {
        ResultsDirectory directory = directory("locked");
        try (SweepLock first = directory.lock()) {
            assertTrue(first.isHeld());
            String message = assertThrows(StorageException.class, directory::lock).getMessage();
            assertTrue(message.contains("hdfs://"), message);
        }
        Instant longAgo = Instant.now().minus(Duration.ofHours(1));
        directory.writeFile("sweep.lock", out -> out.writeBytes(
                new LockOwner("token", "elsewhere", 1, longAgo, longAgo, longAgo).toJson()));

        directory.lock().close();

        assertFalse(hdfs.exists(directory.path("sweep.lock")));
    }

    @Test
    void travelsToExecutors() throws IOException, ClassNotFoundException {
        ResultsDirectory original = directory("travels");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ((ResultsDirectory) in.readObject()).writeTrial(SampleRows.all("aa11"));
        }

        assertEquals(Set.of("aa11"), original.heldTrials());
    }
}
