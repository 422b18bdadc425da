package io.statecap.analysis.law;

import io.statecap.analysis.law.IntervalSearch.Optimum;
import java.util.function.DoubleFunction;

/** Profile-likelihood intervals of laws on bracketed thresholds. */
final class IntervalProfile {

    private static final int MAX_DOUBLINGS = 24;
    private static final int MAX_STEPS = 60;

    private final IntervalSearch search;
    private final Optimum best;
    private final int thresholds;

    /**
     * @param best       the maximum of the likelihood
     * @param thresholds number of brackets
     */
    IntervalProfile(IntervalSearch search, Optimum best, int thresholds) {
        this.search = search;
        this.best = best;
        this.thresholds = thresholds;
    }

    /**
     * One end of the interval of a quantity of interest.
     *
     * @param quantity  the laws that share a value of the quantity
     * @param estimate  its value at the maximum of the likelihood
     * @param firstStep first step from there, with the direction as its sign
     * @return not a number if the interval has no end there
     */
    double end(DoubleFunction<Reparameterisation> quantity, double estimate, double firstStep) {
        if (thresholds - best.transformed().length < 1) {
            return Double.NaN;
        }
        double limit = ProfileLikelihood.limit(thresholds, best.transformed().length);
        double inside = estimate;
        double step = firstStep;
        Optimum near = best;
        for (int i = 0; i < MAX_DOUBLINGS; i++, step *= 2) {
            double outside = inside + step;
            Optimum there = search.profile(quantity.apply(outside), near);
            if (best.deviance(there) > limit) {
                // A search that ended too early would also show a high deviance.
                Optimum again = search.profileGlobally(quantity.apply(outside), there);
                there = again.logLikelihood() > there.logLikelihood() ? again : there;
            }
            if (best.deviance(there) > limit) {
                return crossing(quantity, near, inside, there, outside, limit);
            }
            near = there;
            inside = outside;
        }
        return Double.NaN;
    }

    /**
     * The value between one inside and one outside at which the deviance is the limit. The root of the deviance is close
     * to linear in the value, so false position (the Illinois variant) on it takes a few steps.
     */
    private double crossing(DoubleFunction<Reparameterisation> quantity, Optimum nearInside, double insideValue,
                            Optimum atOutside, double outsideValue, double limit) {
        double inside = insideValue;
        double outside = outsideValue;
        double target = Math.sqrt(limit);
        double excessInside = Math.sqrt(best.deviance(nearInside)) - target;
        double excessOutside = Math.min(Math.sqrt(best.deviance(atOutside)), 3 * target) - target;
        double precision = 1e-4 * Math.abs(outside - inside);
        Optimum near = nearInside;
        int lastSide = 0;
        for (int i = 0; i < MAX_STEPS && Math.abs(outside - inside) > precision; i++) {
            double value = inside + (outside - inside) * excessInside / (excessInside - excessOutside);
            Optimum there = search.profile(quantity.apply(value), near);
            double excess = Math.min(Math.sqrt(best.deviance(there)), 3 * target) - target;
            if (Math.abs(excess) < 1e-4 * target) {
                return value;
            }
            if (excess < 0) {
                inside = value;
                excessInside = excess;
                excessOutside /= lastSide < 0 ? 2 : 1;
                near = there;
            } else {
                outside = value;
                excessOutside = excess;
                excessInside /= lastSide > 0 ? 2 : 1;
            }
            lastSide = excess < 0 ? -1 : 1;
        }
        return (inside + outside) / 2;
    }
}
