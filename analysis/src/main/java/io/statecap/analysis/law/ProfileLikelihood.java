package io.statecap.analysis.law;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * Intervals from a profile likelihood: they hold all values of a parameter whose deviance is within a limit. The
 * deviance is twice the logarithm of the ratio of the largest likelihood to the largest one with that value.
 */
public final class ProfileLikelihood {

    private static final int EVALUATIONS = 500;

    private ProfileLikelihood() {}

    /**
     * Largest deviance inside a 95 % interval: {@code n ln(1 + t²/(n − p))} for n observations and p parameters, t
     * being the 97.5 % point of Student's t with n − p degrees of freedom. For exactly known values and a linear law
     * this is the classical interval; 3.84, the chi-squared point, is its limit for many observations.
     *
     * @param observations number of observations
     * @param parameters   number of parameters, fewer than the observations
     */
    public static double limit(int observations, int parameters) {
        int freedom = Math.max(1, observations - parameters);
        double t = StudentT.quantile(freedom);
        return observations * Math.log1p(t * t / freedom);
    }

    /**
     * One end of an interval.
     *
     * @param deviance  of a value
     * @param limit     largest deviance inside the interval
     * @param inside    a value inside
     * @param outside   a value outside
     * @param precision of the end
     */
    public static double end(UnivariateFunction deviance, double limit, double inside, double outside,
                             double precision) {
        return new BrentSolver(precision).solve(EVALUATIONS, value -> deviance.value(value) - limit,
                Math.min(inside, outside), Math.max(inside, outside));
    }
}
