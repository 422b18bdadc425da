package io.statecap.model.cpu;

import io.statecap.model.MemoryFootprint;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.StartStates;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.StepResult;
import io.statecap.model.train.Trainer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A training by {@link Trainer}. */
record CpuTraining(Trainer trainer) implements TrainingRun {

    @Override
    public boolean done() {
        return trainer.done();
    }

    @Override
    public long stepsDone() {
        return trainer.stepsDone();
    }

    @Override
    public List<StepResult> steps(int most) {
        List<StepResult> results = new ArrayList<>();
        while (results.size() < most && !trainer.done()) {
            results.add(trainer.step());
        }
        return results;
    }

    @Override
    public int stepsAtATime() {
        return 1;
    }

    @Override
    public void writeCheckpoint(OutputStream out) throws IOException {
        trainer.writeCheckpoint(out);
    }

    @Override
    public TensorSource weights() {
        return trainer.model().source();
    }

    @Override
    public FrozenModel model() {
        return CpuModel.of(trainer.model());
    }

    @Override
    public StartStates startStates(int most) {
        return trainer.startStates(most);
    }

    @Override
    public long heldBytes() {
        return MemoryFootprint.of(trainer);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
