package io.statecap.analysis.collapse;

import io.statecap.analysis.collapse.CurveLosses.Bucket;
import java.util.Map;

/**
 * The criterion {@code reference}: loss minus the best that any training length of the same size reaches at the same
 * positions. A check that needs no losses from a fresh state.
 */
final class ReferenceRule {

    private final double limit;
    private final Map<ReferenceLosses.Range, Double> best;

    /** @param best lowest median loss of any training length, by bucket */
    ReferenceRule(double limit, Map<ReferenceLosses.Range, Double> best) {
        this.limit = limit;
        this.best = best;
    }

    Collapse test(CurveLosses curve) {
        double worstExcess = Double.NEGATIVE_INFINITY;
        double allowed = Double.NaN;
        Long position = null;
        for (Bucket bucket : curve.beyond()) {
            Double reference = best.get(new ReferenceLosses.Range(bucket.from(), bucket.to()));
            if (reference == null) {
                continue;
            }
            double excess = bucket.loss() - reference;
            if (excess > worstExcess) {
                worstExcess = excess;
                allowed = reference + limit;
            }
            if (position == null && excess > limit) {
                position = bucket.from();
            }
        }
        if (worstExcess == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("trial " + curve.trialId()
                    + " shares no bucket beyond its training length "
                    + curve.trainLength() + " with a trial of its size");
        }
        return new Collapse(curve.trialId(), curve.trainLength(), curve.lastWithin(), curve.worst(), allowed,
                position != null, position, worstExcess, false);
    }
}
