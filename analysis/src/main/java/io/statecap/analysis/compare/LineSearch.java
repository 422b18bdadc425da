package io.statecap.analysis.compare;

import java.util.List;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * The line of the largest likelihood, by Nelder-Mead from several starts, in two coordinates of order one: the
 * logarithm of T* at the largest size of all that is compared, and b / T* there. The same coordinates for one sweep and
 * for several make the common line one of those that each sweep could have had.
 */
final class LineSearch {

    private static final double[] SHAPES = {-2, -0.5, 0, 0.5, 1, 2};
    private static final double WIDE = 0.4;
    private static final double NARROW = 0.1;
    private static final int EVALUATIONS = 3_000;

    private final double largest;

    /** @param largest largest state size of all sweeps, elements */
    LineSearch(double largest) {
        this.largest = largest;
    }

    /** A line and its log-likelihood. */
    record Found(Line line, double value, double[] at) {}

    /** The best line for all of these sweeps together, each with a scale of its own. */
    Found best(List<LineLikelihood> sweeps) {
        double low = sweeps.stream().mapToDouble(LineLikelihood::shortestLog).min().orElseThrow();
        double high = sweeps.stream().mapToDouble(LineLikelihood::longestLog).max().orElseThrow();
        PointValuePair found = null;
        for (double top : new double[] {low, (low + high) / 2, high}) {
            for (double shape : SHAPES) {
                PointValuePair next = search(sweeps, new double[] {top, shape}, WIDE);
                if (found == null || next.getValue() > found.getValue()) {
                    found = next;
                }
            }
        }
        PointValuePair polished = search(sweeps, found.getPoint(), NARROW);
        if (polished.getValue() > found.getValue()) {
            found = polished;
        }
        return new Found(line(found.getPoint()), found.getValue(), found.getPoint());
    }

    /** The best line near the one of these coordinates, for counts that differ a little. */
    Line near(LineLikelihood sweep, double[] start) {
        return line(search(List.of(sweep), start, WIDE).getPoint());
    }

    private PointValuePair search(List<LineLikelihood> sweeps, double[] start, double edge) {
        MultivariateFunction likelihood = at -> {
            Line line = line(at);
            return sweeps.stream().mapToDouble(sweep -> sweep.best(line)).sum();
        };
        try {
            return new SimplexOptimizer(1e-9, 1e-7).optimize(new MaxEval(EVALUATIONS),
                    new ObjectiveFunction(likelihood), GoalType.MAXIMIZE, new InitialGuess(start),
                    new NelderMeadSimplex(start.length, edge));
        } catch (MathIllegalStateException e) {
            return new PointValuePair(start, likelihood.value(start));
        }
    }

    private Line line(double[] at) {
        double top = Math.exp(at[0]);
        return new Line(top * (1 - at[1]) / largest, top * at[1]);
    }
}
