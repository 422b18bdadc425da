package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.List;
import java.util.Map;

/** Holds loss curves against a {@link Criterion}. */
public final class CollapseDetector {

    private final Criterion criterion;

    public CollapseDetector(Criterion criterion) {
        this.criterion = criterion;
    }

    /**
     * Judges a trial alone; the criterion {@code reference}, which needs the other trials of the size, is replaced by
     * {@code fresh} there.
     *
     * @param curve rows of one trial, probe, prompt, slice, mitigation and step, in any order
     * @throws IllegalArgumentException if the rows mix several curves, have another slice than the criterion, or lack
     *                                  the baseline bucket, any scored bucket beyond the training length, or what the
     *                                  criterion compares with
     */
    public Collapse detect(List<CurveRow> curve) {
        CurveLosses losses = CurveLosses.of(curve, criterion);
        return switch (criterion.kind()) {
            case FRESH, REFERENCE -> new FreshTest(criterion.limit()).judge(losses);
            case EXCESS, PAPER -> new RiseTest(criterion).judge(losses);
        };
    }

    /** Whether the curve has what the criterion {@code fresh} compares with. */
    public boolean hasFresh(List<CurveRow> curve) {
        return CurveLosses.of(curve, criterion).hasFresh();
    }

    /** Judges the trials of one size by {@code reference} and this criterion's limit. */
    public ByReference byReference(ReferenceLosses references) {
        Map<ReferenceLosses.Range, Double> best = references.best();
        return curve -> new ReferenceTest(criterion.limit(), best).judge(CurveLosses.of(curve, criterion));
    }

    /** Judges one curve; throws as {@link #detect}. */
    @FunctionalInterface
    public interface ByReference {
        Collapse detect(List<CurveRow> curve);
    }
}
