package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.table.TrainingRow;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.TrialCost;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.train.StepResult;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.commons.lang3.SerializationUtils;

/**
 * What a training leaves besides its weights: its time, the rows of the probes along it, and the steps that its table
 * keeps, all of them, or evenly every k-th and the last of a long training. Travels in the trial's checkpoint, in front
 * of the training's own state and in one stream with it, so that the two can never disagree and a resumed training
 * leaves the same tables.
 */
final class TrainingRecord {

    private static final int MAGIC = 0x73636b34;
    /** Share of the training, at its end, over which the final loss is averaged: single batches are noisy. */
    private static final double FINAL_SHARE = 0.05;
    private static final double NANOS = 1e9;

    private final String trialId;
    private final long steps;
    private final long stride;
    private final LongSupplier nanos;
    private final long startedNanos;
    private final Kept before;
    private final List<TrainingRow> rows;
    private ProbeRows probed;
    private long stepNanos;

    /** As it travels; the times are those of all attempts up to the checkpoint, seconds. */
    private record Kept(double elapsed, double trained, List<TrainingRow> rows, ProbeRows probed)
            implements Serializable {}

    /** That of a training that begins. */
    TrainingRecord(Trial trial) {
        this(trial, new Kept(0, 0, List.of(), ProbeRows.none(trial.trialId())), System::nanoTime);
    }

    private TrainingRecord(Trial trial, Kept before, LongSupplier nanos) {
        this.trialId = trial.trialId();
        this.steps = trial.training().steps();
        this.stride = (steps + TrialCost.MOST_TRAINING_ROWS - 1) / TrialCost.MOST_TRAINING_ROWS;
        this.before = before;
        this.rows = new ArrayList<>(before.rows);
        this.probed = before.probed;
        this.nanos = nanos;
        this.startedNanos = nanos.getAsLong();
    }

    /** Runs training steps, whose time counts as training. */
    <R> R timed(Supplier<R> step) {
        long from = nanos.getAsLong();
        R result = step.get();
        stepNanos += nanos.getAsLong() - from;
        return result;
    }

    /** Seconds of the whole trial so far: steps, probes and checkpoints. The time limit bounds them. */
    double elapsed() {
        return before.elapsed + (nanos.getAsLong() - startedNanos) / NANOS;
    }

    /** Seconds of training steps so far. */
    double trained() {
        return before.trained + stepNanos / NANOS;
    }

    void add(StepResult step) {
        if (step.step() % stride == 0 || step.step() == steps) {
            addAlways(step);
        }
    }

    /** For a step that must not be missed, such as the one that diverged. */
    void addAlways(StepResult step) {
        rows.add(new TrainingRow(trialId, step.step(), step.tokens(), step.loss(), step.gradNorm(),
                step.learningRate()));
    }

    void addProbed(ProbeRows more) {
        probed = probed.plus(more);
    }

    boolean hasProbed(Long step) {
        return probed.curves().stream().anyMatch(row -> step.equals(row.step()));
    }

    List<TrainingRow> rows() {
        return List.copyOf(rows);
    }

    /** What was probed along the training. */
    ProbeRows probed() {
        return probed;
    }

    /** Mean loss over the recorded steps of the last twentieth of the training, nats; null before it. */
    Double finalLoss() {
        return rows.stream().filter(row -> row.step() > steps * (1 - FINAL_SHARE)).mapToDouble(TrainingRow::loss)
                .average().stream().boxed().findFirst().orElse(null);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        // With its length before it: an object stream reads on beyond its end.
        byte[] bytes = SerializationUtils.serialize(new Kept(elapsed(), trained(), List.copyOf(rows), probed));
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** @throws IOException if it was written by another version */
    static TrainingRecord read(DataInputStream in, Trial trial) throws IOException {
        return read(in, trial, System::nanoTime);
    }

    /** @param nanos a clock such as {@link System#nanoTime} */
    static TrainingRecord read(DataInputStream in, Trial trial, LongSupplier nanos) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("the checkpoint of trial " + trial.trialId() + " is not one of this version");
        }
        byte[] kept = in.readNBytes(in.readInt());
        // Not by a library, whose class loader need not know these classes: Spark's does not on a cluster.
        try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(kept))) {
            return new TrainingRecord(trial, (Kept) objects.readObject(), nanos);
        } catch (ClassNotFoundException e) {
            throw new IOException("the checkpoint is not one of this version", e);
        }
    }
}
