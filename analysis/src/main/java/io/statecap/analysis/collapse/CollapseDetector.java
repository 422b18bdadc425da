package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.List;

/** Tests loss curves for collapse by a {@link Criterion}. */
public final class CollapseDetector {

    private final Criterion criterion;
    private final FreshRule fresh;

    public CollapseDetector(Criterion criterion) {
        this.criterion = criterion;
        fresh = new FreshRule(criterion.limit());
    }

    /**
     * Tests a trial without the others of its size; {@code reference}, which needs them, is replaced by {@code fresh}.
     *
     * @param curve rows of one trial, probe, prompt, slice, mitigation and step, in any order
     * @throws IllegalArgumentException if the rows have another slice than the criterion, or lack the baseline bucket,
     *                                  any scored bucket beyond the training length, or what the
     *                                  criterion compares with
     */
    public Collapse detect(List<CurveRow> curve) {
        CurveLosses losses = CurveLosses.of(curve, criterion);
        return switch (criterion.kind()) {
            case FRESH, REFERENCE -> fresh.test(losses);
            case EXCESS, PAPER -> new RiseRule(criterion).test(losses);
        };
    }

    /** Whether the curve has what the criterion {@code fresh} compares with. */
    public boolean hasFresh(List<CurveRow> curve) {
        return CurveLosses.of(curve, criterion).hasFresh();
    }
}
