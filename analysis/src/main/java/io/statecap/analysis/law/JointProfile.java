package io.statecap.analysis.law;

import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.analysis.UnivariateFunction;

/**
 * Profile-likelihood intervals of the joint fit, see {@link ProfileLikelihood}.
 */
final class JointProfile {

    private static final int MAX_DOUBLINGS = 12;
    private static final double PRECISION = 1e-4;

    private final JointLikelihood likelihood;
    private final double[] best;
    private final double limit;

    /** @param best coordinates of the maximum */
    JointProfile(JointLikelihood likelihood, double[] best, int trials) {
        this.likelihood = likelihood;
        this.best = best;
        this.limit = ProfileLikelihood.limit(trials, likelihood.dimension());
    }

    /**
     * One end of a parameter's interval.
     *
     * @param index     of the law's parameters
     * @param direction −1 for the lower end, 1 for the upper
     * @return null where no value has a deviance above the limit
     */
    Double end(int index, int direction) {
        double value = likelihood.parameters(best)[index];
        double step = direction * Math.max(Math.abs(value), likelihood.unit(index)) / 8;
        UnivariateFunction deviance = at -> 2 * (likelihood.value(best) - profile(index, at));
        double inside = value;
        for (int i = 0; i < MAX_DOUBLINGS; i++) {
            double outside = likelihood.within(index, inside + step);
            if (deviance.value(outside) > limit) {
                return ProfileLikelihood.end(deviance, limit, inside, outside,
                        PRECISION * Math.abs(outside - inside));
            }
            if (outside == inside) {
                return null;
            }
            inside = outside;
            step *= 2;
        }
        return null;
    }

    /** Largest log-likelihood with one parameter fixed. */
    private double profile(int index, double value) {
        double[] nuisance = likelihood.nuisance(best, index);
        UnaryOperator<double[]> fixed = at -> likelihood.fixing(index, value, at);
        DoubleFunction<double[]> from = edge -> JointLaws
                .search(at -> likelihood.value(fixed.apply(at)), nuisance, edge).getPoint();
        return Math.max(likelihood.value(fixed.apply(from.apply(0.3))), likelihood.value(fixed.apply(nuisance)));
    }
}
