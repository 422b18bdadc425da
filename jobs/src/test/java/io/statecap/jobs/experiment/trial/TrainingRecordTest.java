package io.statecap.jobs.experiment.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TrainingRecordTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = 5 * SECOND;

    private TrainingRecord resumed(TrainingRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        record.write(new DataOutputStream(bytes));
        return TrainingRecord.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), OneTrial.TRIAL,
                () -> now);
    }

    /** Probes and checkpoints between steps count for the time limit, and not as training. */
    @Test
    void onlyStepsAreTraining() throws IOException {
        TrainingRecord record = resumed(new TrainingRecord(OneTrial.TRIAL));
        double before = record.elapsed();
        assertEquals("done", record.timed(() -> passing(2, "done")));
        passing(30, "a probe");
        record.timed(() -> passing(3, "done"));

        assertEquals(5, record.trained());
        assertEquals(before + 35, record.elapsed(), 1e-9);
    }

    /** A resumed trial that only probes adds nothing to its training. */
    @Test
    void earlierAttemptsAreAdded() throws IOException {
        TrainingRecord first = resumed(new TrainingRecord(OneTrial.TRIAL));
        double before = first.elapsed();
        first.timed(() -> passing(40, "steps"));
        TrainingRecord record = resumed(first);
        passing(7, "the final probe");

        assertEquals(40, record.trained());
        assertEquals(before + 47, record.elapsed(), 1e-9);
    }

    private <R> R passing(long seconds, R result) {
        now += seconds * SECOND;
        return result;
    }
}
