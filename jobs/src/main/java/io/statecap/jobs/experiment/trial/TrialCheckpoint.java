package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.train.Trainer;
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
 * A trial's resumable state as one stream, so that its parts can never disagree: seconds trained so far, the recorded
 * steps, what was probed on the way, then the trainer's own checkpoint.
 */
final class TrialCheckpoint {

    private static final int MAGIC = 0x73636b32;

    private TrialCheckpoint() {}

    /**
     * A training read back.
     *
     * @param trainer its trainer, which the caller closes
     * @param record  its recorded steps
     * @param probed  rows of the probes on the way
     * @param seconds time trained before
     */
    record Restored(Trainer trainer, TrainingRecord record, ProbeRows probed, double seconds) {}

    static void write(OutputStream out, Trainer trainer, TrainingRecord record, ProbeRows probed, double seconds)
            throws IOException {
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
        data.writeInt(MAGIC);
        data.writeDouble(seconds);
        record.write(data);
        writeRows(data, probed);
        trainer.writeCheckpoint(data);
        data.flush();
    }

    static Restored read(InputStream in, Trial trial, TrainerFactory factory) throws IOException {
        DataInputStream data = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        if (data.readInt() != MAGIC) {
            throw new IOException("the checkpoint of trial " + trial.trialId() + " is not one of this version");
        }
        double seconds = data.readDouble();
        TrainingRecord record = new TrainingRecord(trial.trialId(), trial.training().steps());
        record.read(data);
        ProbeRows probed = readRows(data);
        return new Restored(factory.resume(data), record, probed, seconds);
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

    /** Opens the trainer of a checkpoint. */
    @FunctionalInterface
    interface TrainerFactory {
        Trainer resume(InputStream checkpoint) throws IOException;
    }
}
