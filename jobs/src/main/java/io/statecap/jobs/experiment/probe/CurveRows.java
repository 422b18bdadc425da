package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.CurveRow;
import io.statecap.model.probe.BucketLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** From what a loss probe measured to rows of the table {@code curves}. */
public final class CurveRows {

    /** Probe of a curve that is read as if the model had been trained at a shorter length. */
    static final String PLACEBO = "placebo";

    private CurveRows() {}

    /** @param trainLength length that the model was, or is taken to be, trained at, tokens */
    static List<CurveRow> of(ProbePlan.RowKey key, String probe, String prompt, String mitigation, int trainLength,
                             int sequences, List<BucketLoss> losses) {
        List<CurveRow> rows = new ArrayList<>();
        for (BucketLoss bucket : losses) {
            boolean scored = bucket.lossBySequence().stream().anyMatch(Objects::nonNull);
            boolean fresh = scored && bucket.hasFresh();
            rows.add(new CurveRow(key.key(), probe, prompt, bucket.slice().name(), mitigation, key.step(), trainLength,
                    bucket.from(), bucket.to(), scored ? bucket.loss() : null, numberOrNull(bucket.stderr()),
                    fresh ? bucket.freshLoss() : null, fresh ? bucket.excess() : null,
                    numberOrNull(bucket.excessStderr()), numberOrNull(bucket.accuracy()), sequences,
                    bucket.lossBySequence(), fresh ? bucket.freshWindow() : null,
                    fresh ? bucket.excessBySequence() : null, fresh ? bucket.errorBySequence() : null));
        }
        return rows;
    }

    private static Double numberOrNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
