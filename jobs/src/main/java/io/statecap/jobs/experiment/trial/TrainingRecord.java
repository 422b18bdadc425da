package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.table.TrainingRow;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.TrialCost;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.train.StepResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training leaves besides its weights: its time, the rows of the probes along it, and the steps that its table
 * keeps, all of them, or evenly every k-th and the last of a long training. Travels in the trial's checkpoint, in front
 * of the training's own state and in one stream with it, so that the two can never disagree and a resumed training
 * leaves the same tables.
 */
final class TrainingRecord {

    private static final int MAGIC = 0x73636b33;
    /** Share of the training, at its end, over which the final loss is averaged: single batches are noisy. */
    private static final double FINAL_SHARE = 0.05;

    private final String trialId;
    private final long steps;
    private final long stride;
    private final TrialClock clock;
    private final List<TrainingRow> rows = new ArrayList<>();
    private ProbeRows probed;

    /** That of a training that begins. */
    TrainingRecord(Trial trial) {
        this(trial, new TrialClock(System::nanoTime, 0, 0), ProbeRows.none(trial.trialId()));
    }

    private TrainingRecord(Trial trial, TrialClock clock, ProbeRows probed) {
        this.trialId = trial.trialId();
        this.steps = trial.training().steps();
        this.stride = (steps + TrialCost.MOST_TRAINING_ROWS - 1) / TrialCost.MOST_TRAINING_ROWS;
        this.clock = clock;
        this.probed = probed;
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

    TrialClock clock() {
        return clock;
    }

    /** Mean loss over the recorded steps of the last twentieth of the training, nats; null before it. */
    Double finalLoss() {
        return rows.stream().filter(row -> row.step() > steps * (1 - FINAL_SHARE)).mapToDouble(TrainingRow::loss)
                .average().stream().boxed().findFirst().orElse(null);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeDouble(clock.elapsed());
        out.writeDouble(clock.trained());
        out.writeInt(rows.size());
        for (TrainingRow row : rows) {
            out.writeLong(row.step());
            out.writeLong(row.tokens());
            out.writeDouble(row.loss());
            out.writeDouble(row.gradNorm());
            out.writeDouble(row.learningRate());
        }
        // With its length before it: an object stream reads on beyond its end.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(probed);
        }
        out.writeInt(bytes.size());
        bytes.writeTo(out);
    }

    /** @throws IOException if it was written by another version */
    static TrainingRecord read(DataInputStream in, Trial trial) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("the checkpoint of trial " + trial.trialId() + " is not one of this version");
        }
        TrialClock clock = new TrialClock(System::nanoTime, in.readDouble(), in.readDouble());
        List<TrainingRow> rows = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            rows.add(new TrainingRow(trial.trialId(), in.readLong(), in.readLong(), in.readDouble(), in.readDouble(),
                    in.readDouble()));
        }
        byte[] probed = in.readNBytes(in.readInt());
        try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(probed))) {
            TrainingRecord record = new TrainingRecord(trial, clock, (ProbeRows) objects.readObject());
            record.rows.addAll(rows);
            return record;
        } catch (ClassNotFoundException e) {
            throw new IOException("the checkpoint is not one of this version", e);
        }
    }
}
