package io.statecap.jobs.experiment.engine;

import io.statecap.model.io.TensorSource;
import io.statecap.model.train.StepResult;
import java.io.IOException;
import java.io.OutputStream;

/** One training under way; may be interrupted after every step, and resumed to the same bits. */
public interface TrainingRun extends AutoCloseable {

    /** Whether all steps are done. */
    boolean done();

    /** Steps done so far, those before a resume included. */
    long stepsDone();

    /** Does one step. */
    StepResult step();

    /** Writes all that {@link ModelEngine#resume} needs. */
    void writeCheckpoint(OutputStream out) throws IOException;

    /** The weights as they now are; valid until the next step. */
    TensorSource weights();

    /** The model as it now is, to read with. */
    Evaluator evaluator() throws IOException;

    /** Bytes of the arrays of this training and of an evaluator of it, on heap and off heap, shared ones once. */
    long heldBytes(Evaluator evaluator);

    @Override
    void close();
}
