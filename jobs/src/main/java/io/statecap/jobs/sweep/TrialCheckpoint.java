package io.statecap.jobs.sweep;

import io.statecap.jobs.config.Trial;
import io.statecap.model.train.Trainer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A trial's resumable state as one stream, so that its parts can never disagree: seconds trained so far, the recorded
 * steps, then the trainer's own checkpoint.
 */
final class TrialCheckpoint {

    private static final int MAGIC = 0x73636b31;

    private TrialCheckpoint() {}

    /**
     * A training read back.
     *
     * @param trainer its trainer, which the caller closes
     * @param record  its recorded steps
     * @param seconds time trained before
     */
    record Restored(Trainer trainer, TrainingRecord record, double seconds) {}

    static void write(OutputStream out, Trainer trainer, TrainingRecord record, double seconds) throws IOException {
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
        data.writeInt(MAGIC);
        data.writeDouble(seconds);
        record.write(data);
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
        return new Restored(factory.resume(data), record, seconds);
    }

    /** Opens the trainer of a checkpoint. */
    @FunctionalInterface
    interface TrainerFactory {
        Trainer resume(InputStream checkpoint) throws IOException;
    }
}
