package io.statecap.analysis.law;

import java.util.Optional;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Search for the maximum of a function of a few variables by the method of Nelder and Mead.
 *
 * @param relative    the search ends when the values of the simplex agree to this share of their size,
 * @param absolute    or to this difference
 * @param evaluations most evaluations of the function
 */
record NelderMead(double relative, double absolute, int evaluations) {

    /**
     * @param start one vertex of the simplex
     * @param edge  length of its edges
     * @return the maximum; empty if it was not found within the evaluations
     */
    Optional<PointValuePair> maximise(MultivariateFunction function, double[] start, double edge) {
        try {
            return Optional.of(new SimplexOptimizer(relative, absolute).optimize(new MaxEval(evaluations),
                    new ObjectiveFunction(function), GoalType.MAXIMIZE, new InitialGuess(start),
                    new NelderMeadSimplex(start.length, edge)));
        } catch (TooManyEvaluationsException e) {
            return Optional.empty();
        }
    }
}
