package io.statecap.analysis.table;

import java.io.Serializable;
import java.util.List;

/**
 * Loss of one trial in one bucket of positions, for one slice, prompt and mitigation; losses in nats a scored token.
 *
 * @param freshLoss    loss of the same tokens, read from a fresh state within the training length; null within the
 *                     training length, and where it was not measured
 * @param excess       loss − freshLoss: what the model loses by all that it read before; null like it
 * @param excessStderr standard error of {@code excess} over sequences; null below two sequences as well
 */
public record CurveRow(String trialId, String probe, String prompt, String slice, String mitigation, Long step,
                       int trainLength, long fromPosition, long toPosition, Double loss, Double lossStderr,
                       Double freshLoss, Double excess, Double excessStderr, Double accuracy, int sequences,
                       List<Double> lossBySequence) implements Serializable {

    /** A row without the loss from a fresh state. */
    public CurveRow(String trialId, String probe, String prompt, String slice, String mitigation, Long step,
                    int trainLength, long fromPosition, long toPosition, Double loss, Double lossStderr,
                    Double accuracy, int sequences, List<Double> lossBySequence) {
        this(trialId, probe, prompt, slice, mitigation, step, trainLength, fromPosition, toPosition, loss, lossStderr,
                null, null, null, accuracy, sequences, lossBySequence);
    }

    /** The same bucket, taken as one of a model of another training length. */
    public CurveRow withTrainLength(int length) {
        return new CurveRow(trialId, probe, prompt, slice, mitigation, step, length, fromPosition, toPosition, loss,
                lossStderr, freshLoss, excess, excessStderr, accuracy, sequences, lossBySequence);
    }
}
