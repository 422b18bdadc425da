package io.statecap.analysis.table;

import java.io.Serializable;
import java.util.List;

/**
 * Loss of one trial in one bucket of positions, for one slice, prompt and mitigation; losses in nats a scored token.
 *
 * @param freshLoss              loss of the same tokens, read from a fresh state within the training length: loss −
 *                               excess, since far out only part of them is read so; null within the training length,
 *                               and where it was not measured
 * @param excess                 what the model loses by all that it read before, over the tokens that were read both
 *                               ways; null like {@code freshLoss}
 * @param excessStderr           standard error of {@code excess} over sequences, of a single sequence by its own
 *                               tokens; null where they are too few
 * @param freshWindow            tokens of the windows that are read best from a fresh state; null like
 *                               {@code freshLoss}, and in tables of earlier versions
 * @param excessBySequence       excess of each sequence, in their order; null like {@code freshWindow}
 * @param excessStderrBySequence standard error of each of them by its own tokens; null where they are too few
 */
public record CurveRow(String trialId, String probe, String prompt, String slice, String mitigation, Long step,
                       int trainLength, long fromPosition, long toPosition, Double loss, Double lossStderr,
                       Double freshLoss, Double excess, Double excessStderr, Double accuracy, int sequences,
                       List<Double> lossBySequence, Integer freshWindow, List<Double> excessBySequence,
                       List<Double> excessStderrBySequence) implements Serializable {

    /** A row without the loss from a fresh state. */
    public CurveRow(String trialId, String probe, String prompt, String slice, String mitigation, Long step,
                    int trainLength, long fromPosition, long toPosition, Double loss, Double lossStderr,
                    Double accuracy, int sequences, List<Double> lossBySequence) {
        this(trialId, probe, prompt, slice, mitigation, step, trainLength, fromPosition, toPosition, loss, lossStderr,
                null, null, null, accuracy, sequences, lossBySequence, null, null, null);
    }

    /** The middle of the bucket: where it stands in figures. */
    public double middle() {
        return (fromPosition + toPosition) / 2.0;
    }

    /** The same bucket, taken as one of a model of another training length. */
    public CurveRow withTrainLength(int length) {
        return new CurveRow(trialId, probe, prompt, slice, mitigation, step, length, fromPosition, toPosition, loss,
                lossStderr, freshLoss, excess, excessStderr, accuracy, sequences, lossBySequence, freshWindow,
                excessBySequence, excessStderrBySequence);
    }
}
