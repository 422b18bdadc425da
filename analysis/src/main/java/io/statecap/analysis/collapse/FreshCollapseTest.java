package io.statecap.analysis.collapse;

import io.statecap.analysis.collapse.CurveLosses.Bucket;

/**
 * The criterion {@code fresh}: more context must not hurt. The same tokens are read twice, after all tokens before them
 * and from a fresh state, so that the difficulty of a position cancels.
 */
final class FreshCollapseTest {

    /** Standard errors that an excess must be above, so that noise alone is no collapse. */
    private static final double STANDARD_ERRORS = 2;

    private final double limit;

    FreshCollapseTest(double limit) {
        this.limit = limit;
    }

    Collapse test(CurveLosses curve) {
        Bucket worst = null;
        Long position = null;
        for (Bucket bucket : curve.beyond()) {
            if (bucket.excess() == null) {
                continue;
            }
            if (worst == null || bucket.excess() > worst.excess()) {
                worst = bucket;
            }
            if (position == null && bucket.excess() > limit
                    && bucket.excess() > STANDARD_ERRORS * bucket.excessStderr()) {
                position = bucket.from();
            }
        }
        if (worst == null) {
            throw new IllegalArgumentException("trial " + curve.trialId() + " has no loss from a fresh state beyond its"
                    + " training length " + curve.trainLength());
        }
        double freshLoss = Double.isInfinite(worst.excess()) ? curve.lastWithin() : worst.loss() - worst.excess();
        return new Collapse(curve.trialId(), curve.trainLength(), curve.lastWithin(), curve.worst(), freshLoss + limit,
                position != null, position, worst.excess());
    }
}
