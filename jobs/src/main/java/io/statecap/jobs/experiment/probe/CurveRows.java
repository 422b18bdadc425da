package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.CurveRow;
import io.statecap.model.probe.BucketLoss;
import java.util.ArrayList;
import java.util.List;

/** From what a loss probe measured to rows of the table {@code curves}. */
public final class CurveRows {

    /** Probe and prompt of the curve that ends every trial. */
    public static final String HELD_OUT = "heldout";
    /** Probe of a curve that is read as if the model had been trained at a shorter length. */
    public static final String PLACEBO = "placebo";
    private static final String NO_MITIGATION = "none";

    private CurveRows() {}

    /** Rows of an unmitigated held-out probe; {@code step} is null at the end of training. */
    public static List<CurveRow> heldOut(String trialId, Long step, int trainLength, int sequences,
                                         List<BucketLoss> losses) {
        return of(trialId, HELD_OUT, HELD_OUT, NO_MITIGATION, step, trainLength, sequences, losses);
    }

    /**
     * Rows of a model read as if it had been trained at {@code asLength}, on positions within its real training length.
     */
    public static List<CurveRow> placebo(String trialId, int asLength, int sequences, List<BucketLoss> losses) {
        return of(trialId, PLACEBO, HELD_OUT, NO_MITIGATION, null, asLength, sequences, losses);
    }

    /** Rows of any probe of losses; {@code step} is null at the end of training. */
    public static List<CurveRow> of(String trialId, String probe, String prompt, String mitigation, Long step,
                                    int trainLength, int sequences, List<BucketLoss> losses) {
        List<CurveRow> rows = new ArrayList<>();
        for (BucketLoss bucket : losses) {
            boolean scored = bucket.lossBySequence().stream().anyMatch(java.util.Objects::nonNull);
            boolean fresh = scored && bucket.hasFresh();
            rows.add(new CurveRow(trialId, probe, prompt, bucket.slice().name(), mitigation, step, trainLength,
                    bucket.from(), bucket.to(), scored ? bucket.loss() : null, numberOrNull(bucket.stderr()),
                    fresh ? bucket.freshLoss() : null, fresh ? bucket.excess() : null,
                    numberOrNull(bucket.excessStderr()), numberOrNull(bucket.accuracy()), sequences, bucket.lossBySequence()));
        }
        return rows;
    }

    private static Double numberOrNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
