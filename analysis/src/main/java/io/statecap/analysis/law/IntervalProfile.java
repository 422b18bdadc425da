package io.statecap.analysis.law;

import io.statecap.analysis.law.IntervalSearch.Optimum;
import io.statecap.analysis.law.formula.Reparameterisation;
import java.util.function.DoubleFunction;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.IllinoisSolver;

/** Profile-likelihood intervals of laws on bracketed thresholds. */
final class IntervalProfile {

    private static final int MAX_DOUBLINGS = 24;
    private static final int EVALUATIONS = 60;
    /** Of an end, as a share of the last step; of the deviance's root, as a share of the limit's. */
    private static final double PRECISION = 1e-4;
    /** Far outside the interval the deviance may be huge; its root is cut off at this multiple of the limit's. */
    private static final double LARGEST = 3;

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
     * The value between one inside and one outside at which the deviance is the limit. The root is sought of the square
     * root of the deviance, which is close to linear in the value. False position approaches it in small steps, which
     * keeps each search close to the one before.
     */
    private double crossing(DoubleFunction<Reparameterisation> quantity, Optimum nearInside, double inside,
                            Optimum atOutside, double outside, double limit) {
        double target = Math.sqrt(limit);
        Optimum[] near = {nearInside};
        UnivariateFunction excess = value -> {
            Optimum there = value == inside ? nearInside : value == outside ? atOutside
                    : search.profile(quantity.apply(value), near[0]);
            if (best.deviance(there) < limit) {
                near[0] = there;
            }
            return Math.min(Math.sqrt(best.deviance(there)), LARGEST * target) - target;
        };
        return new IllinoisSolver(0, PRECISION * Math.abs(outside - inside), PRECISION * target).solve(EVALUATIONS,
                excess, Math.min(inside, outside), Math.max(inside, outside));
    }
}
