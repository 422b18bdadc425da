package io.statecap.jobs.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsDirectoryTest {

    @TempDir
    java.nio.file.Path temporary;

    private java.nio.file.Path root;
    private ResultsDirectory directory;

    @BeforeEach
    void open() throws IOException {
        root = temporary.resolve("a sweep's results");
        directory = ResultsDirectory.local(root);
    }

    @Test
    void openingMakesNothing() throws IOException {
        assertEquals(Optional.empty(), directory.readSweep());
        assertEquals(Set.of(), directory.heldTrials());
        for (Table<?> table : Table.all()) {
            assertEquals(List.of(), directory.read(table));
        }
        assertFalse(Files.exists(root));
    }

    @Test
    void readsBackEveryTable() throws IOException {
        SampleRows.fill(directory);

        assertEquals(Set.of("aa11", "bb22"), directory.heldTrials());
        assertEquals(List.of(SampleRows.trial("aa11"), SampleRows.failedTrial("bb22")), directory.read(Table.TRIALS));
        assertEquals(SampleRows.curves("aa11"), directory.read(Table.CURVES));
        assertEquals(SampleRows.training("bb22"), directory.read(Table.TRAINING, "bb22"));
        assertEquals(SampleRows.passkey("aa11"), directory.read(Table.PASSKEY));
        assertEquals(SampleRows.states("aa11"), directory.read(Table.STATES));
        assertEquals(SampleRows.gates("aa11"), directory.read(Table.GATES));
        assertEquals(SampleRows.thresholds(), directory.read(Table.THRESHOLDS));
        assertEquals(SampleRows.laws(), directory.read(Table.LAWS));
        assertEquals(SampleRows.horizons(), directory.read(Table.HORIZONS));
        assertTrue(Files.exists(root.resolve("trials/aa11.parquet")));
        assertTrue(Files.exists(root.resolve("fits/laws.parquet")));
        assertFalse(Files.exists(root.resolve("curves/bb22.parquet")), "no rows, no file");
    }

    @Test
    void aSecondAttemptReplacesTheFirst() throws IOException {
        directory.writeTrial(SampleRows.all("aa11"));

        directory.writeTrial(TrialRows.of(SampleRows.failedTrial("aa11"), List.of()));

        assertEquals(List.of(SampleRows.failedTrial("aa11")), directory.read(Table.TRIALS));
        assertEquals(List.of(), directory.read(Table.CURVES));
    }

    @Test
    void aForgottenTrialLeavesNothing() throws IOException {
        directory.writeTrial(SampleRows.all("aa11"));
        directory.checkpoints("aa11").write(out -> out.write(1));

        directory.deleteTrial("aa11");

        assertEquals(Set.of(), directory.heldTrials());
        assertEquals(List.of(), directory.read(Table.CURVES));
        assertEquals(Optional.empty(), directory.checkpoints("aa11").latest());
    }

    @Test
    void keepsTheLatestCheckpointOnly() throws IOException {
        Checkpoints checkpoints = directory.checkpoints("aa11");
        checkpoints.write(out -> out.write("nine".getBytes(StandardCharsets.UTF_8)));
        checkpoints.write(out -> out.write("ten".getBytes(StandardCharsets.UTF_8)));

        try (InputStream latest = checkpoints.latest().orElseThrow()) {
            assertEquals("ten", new String(latest.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(1, root.resolve("checkpoints/aa11").toFile().list().length);
    }

    @Test
    void aCheckpointThatDiesMidwayLeavesTheOneBefore() throws IOException {
        Checkpoints checkpoints = directory.checkpoints("aa11");
        checkpoints.write(out -> out.write(9));

        assertThrows(IOException.class, () -> checkpoints.write(out -> {
            out.write(new byte[100_000]);
            throw new IOException("disk full");
        }));

        try (InputStream latest = checkpoints.latest().orElseThrow()) {
            assertEquals(9, latest.read());
        }
        assertEquals(1, root.resolve("checkpoints/aa11").toFile().list().length);
    }

    @Test
    void keepsModelsAndSweepAndLogs() throws IOException {
        directory.writeSweep("{\"name\": \"quick\"}");
        directory.writeSweep("{\"name\": \"wider\"}");
        directory.models().write("aa11", "{}", "{}", out -> out.write(new byte[] {1, 2, 3}));
        directory.writeLog("aa11", "Loss is NaN.");

        assertEquals(Optional.of("{\"name\": \"wider\"}"), directory.readSweep());
        assertEquals(3, Files.size(root.resolve("checkpoints/models/aa11/model.safetensors")));
        assertEquals("Loss is NaN.", Files.readString(root.resolve("logs/aa11.log")));
    }

    @Test
    void leftOversOfKilledWritersGo() throws IOException {
        directory.writeTrial(SampleRows.all("aa11"));
        java.nio.file.Path leftOver = root.resolve("curves/.bb22.parquet.5.tmp");
        Files.writeString(leftOver, "half");

        directory.deleteTemporaries();

        assertFalse(Files.exists(leftOver));
        assertEquals(SampleRows.curves("aa11"), directory.read(Table.CURVES));
    }

    @Test
    void refusesNamesThatLeaveTheDirectory() {
        assertThrows(IllegalArgumentException.class, () -> directory.read(Table.CURVES, "../x"));
        assertThrows(IllegalArgumentException.class, () -> directory.checkpoints(""));
    }

    @Test
    void travelsToExecutorsWithItsSettings() throws IOException, ClassNotFoundException {
        Configuration configuration = new Configuration();
        configuration.set("io.file.buffer.size", "8192");
        ResultsDirectory original = ResultsDirectory.at(new Path(root.toUri()), configuration);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        ResultsDirectory copy;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            copy = (ResultsDirectory) in.readObject();
        }

        copy.writeTrial(SampleRows.all("aa11"));

        assertEquals(Set.of("aa11"), original.heldTrials());
    }
}
