package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.engine.TrainingRun;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/**
 * A trial's resumable state as one stream, so that its parts can never disagree: its time so far, the recorded steps,
 * what was probed along the training, then the training's own checkpoint.
 */
final class TrialCheckpoint {

    private static final int MAGIC = 0x73636b33;

    private TrialCheckpoint() {}

    /**
     * A training as it is written and read back.
     *
     * @param run            the training, which the caller closes
     * @param record         its recorded steps
     * @param probed         rows of the probes along it
     * @param elapsedSeconds time of the trial, probes included
     * @param trainedSeconds time of training steps
     */
    record Restored(TrainingRun run, TrainingRecord record, ProbeRows probed, double elapsedSeconds,
                    double trainedSeconds) {}

    /** A training that has just begun. */
    static Restored none(Trial trial, TrainingRun run) {
        return new Restored(run, new TrainingRecord(trial.trialId(), trial.training().steps()),
                ProbeRows.none(trial.trialId()), 0, 0);
    }

    static void write(OutputStream out, Restored training) throws IOException {
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
        data.writeInt(MAGIC);
        data.writeDouble(training.elapsedSeconds());
        data.writeDouble(training.trainedSeconds());
        training.record().write(data);
        writeRows(data, training.probed());
        training.run().writeCheckpoint(data);
        data.flush();
    }

    static Restored read(InputStream in, Trial trial, RunFactory factory) throws IOException {
        DataInputStream data = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        if (data.readInt() != MAGIC) {
            throw new IOException("the checkpoint of trial " + trial.trialId() + " is not one of this version");
        }
        double elapsed = data.readDouble();
        double trained = data.readDouble();
        TrainingRecord record = new TrainingRecord(trial.trialId(), trial.training().steps());
        record.read(data);
        ProbeRows probed = readRows(data);
        return new Restored(factory.resume(data), record, probed, elapsed, trained);
    }

    /** With its length before it: an object stream reads on beyond its end. */
    private static void writeRows(DataOutputStream data, ProbeRows probed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(probed);
        }
        data.writeInt(bytes.size());
        bytes.writeTo(data);
    }

    private static ProbeRows readRows(DataInputStream data) throws IOException {
        byte[] bytes = data.readNBytes(data.readInt());
        try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (ProbeRows) objects.readObject();
        } catch (ClassNotFoundException e) {
            throw new IOException("the checkpoint is not one of this version", e);
        }
    }

    /** Opens the training of a checkpoint. */
    @FunctionalInterface
    interface RunFactory {
        TrainingRun resume(InputStream checkpoint) throws IOException;
    }
}
