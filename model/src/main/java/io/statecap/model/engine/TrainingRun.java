package io.statecap.model.engine;

import io.statecap.model.io.TensorSource;
import io.statecap.model.train.StepResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * One training under way; may be interrupted between calls of {@link #steps}, and resumed to the same bits. Belongs to
 * one thread at a time.
 */
public interface TrainingRun extends AutoCloseable {

    /** Whether all steps are done. */
    boolean done();

    /** Steps done so far, those before a resume included. */
    long stepsDone();

    /**
     * Does steps until so many are done or the training is. A device need not be waited for between them. Losses may
     * be NaN or infinite where a training diverges: the caller looks, and ignores the steps after.
     *
     * @param most at least 1
     * @return one result a step, in order; empty once {@link #done}
     */
    List<StepResult> steps(int most);

    /**
     * How many steps to ask for at a time: 1, or as many as hide the cost of waiting for a device and still come within
     * about half a second. How many are asked for changes no bit.
     */
    default int stepsAtATime() {
        return 1;
    }

    /** Writes all that {@link ModelEngine#resume} needs. */
    void writeCheckpoint(OutputStream out) throws IOException;

    /** The weights as they now are; valid until the next step. */
    TensorSource weights();

    /**
     * The first of the states that the sequences of the next step would start from; {@link StartStates#EMPTY} where
     * all start from zeros. A function of what a checkpoint holds, so a resumed training gives the same bits. Changes
     * nothing.
     *
     * @param most at most so many, at least 1
     */
    StartStates startStates(int most);

    /** Bytes of the arrays of this training, on heap, off heap and on its device. */
    long heldBytes();

    @Override
    void close();
}
