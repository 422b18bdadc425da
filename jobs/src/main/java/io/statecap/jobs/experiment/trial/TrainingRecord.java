package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.table.TrainingRow;
import io.statecap.jobs.experiment.cost.TrialCost;
import io.statecap.model.train.StepResult;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of one training that its table keeps: all of them, or evenly every k-th and the last of a long training.
 * Travels in the trial's checkpoint, so that a resumed training leaves the same table.
 */
public final class TrainingRecord {

    /** Share of the training, at its end, over which the final loss is averaged: single batches are noisy. */
    private static final double FINAL_SHARE = 0.05;

    private final String trialId;
    private final long steps;
    private final long stride;
    private final List<TrainingRow> rows = new ArrayList<>();

    TrainingRecord(String trialId, long steps) {
        this.trialId = trialId;
        this.steps = steps;
        this.stride = (steps + TrialCost.MOST_TRAINING_ROWS - 1) / TrialCost.MOST_TRAINING_ROWS;
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

    List<TrainingRow> rows() {
        return List.copyOf(rows);
    }

    /** Mean loss over the recorded steps of the last twentieth of the training, nats; null before it. */
    Double finalLoss() {
        return rows.stream().filter(row -> row.step() > steps * (1 - FINAL_SHARE)).mapToDouble(TrainingRow::loss)
                .average().stream().boxed().findFirst().orElse(null);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(rows.size());
        for (TrainingRow row : rows) {
            out.writeLong(row.step());
            out.writeLong(row.tokens());
            out.writeDouble(row.loss());
            out.writeDouble(row.gradNorm());
            out.writeDouble(row.learningRate());
        }
    }

    void read(DataInputStream in) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            rows.add(new TrainingRow(trialId, in.readLong(), in.readLong(), in.readDouble(), in.readDouble(),
                    in.readDouble()));
        }
    }
}
