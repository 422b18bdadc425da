package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.List;

/** Holds loss curves against a {@link Criterion}; {@link JudgedCurve} has the rules. */
public final class CollapseDetector {

    private final Criterion criterion;

    public CollapseDetector(Criterion criterion) {
        this.criterion = criterion;
    }

    /**
     * @param curve rows of one trial, probe, prompt, slice, mitigation and step, in any order
     * @throws IllegalArgumentException if the rows mix several curves, have another slice than the criterion, or lack
     *                                  the baseline bucket or any scored bucket beyond the training length
     */
    public Collapse detect(List<CurveRow> curve) {
        Collapse rise = JudgedCurve.of(curve, criterion).collapse();
        if (criterion.kind() != Criterion.Kind.FRESH && criterion.kind() != Criterion.Kind.REFERENCE) {
            return rise;
        }
        Long position = curve.stream()
                .filter(row -> row.fromPosition() >= row.trainLength() && row.excess() != null)
                .filter(row -> !(row.excess() <= criterion.limit())
                        && !(row.excessStderr() != null && row.excess() <= 2 * row.excessStderr()))
                .map(CurveRow::fromPosition).min(Long::compare).orElse(null);
        return new Collapse(rise.trialId(), rise.trainLength(), rise.baselineLoss(), rise.worstLoss(),
                rise.allowedLoss(), position != null, position);
    }
}
