package io.statecap.analysis.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Laws by maximum likelihood on bracketed thresholds, see {@link IntervalLikelihood} for the error model.
 *
 * <p>Intervals come from the profile likelihood: all values of a parameter whose best likelihood, over the other
 * parameters and the spread, is within {@link ProfileLimit} of the best one.
 */
public final class IntervalLaws {

    private static final int MAX_DOUBLINGS = 24;
    private static final int MAX_STEPS = 60;
    /** A law further above every tested length than this factor follows open brackets to infinity. */
    private static final double UNBOUNDED = 1024;
    private static final int MAX_EVALUATIONS = 5_000;
    private static final double BAND_STEP = 0.1;
    private static final double IMPOSSIBLE = 1e12;
    private static final double[] START_SPREADS = {0.3, 1};
    /** Simplex edges: a wide search and a restart for the maximum, one from nearby for a profile. */
    private static final double[] GLOBAL = {0.4, 0.05};
    private static final double[] LOCAL = {0.15};
    private static final double ENDLESS = 1e100;
    private static final double RELATIVE = 1e-8;
    /** In the log-likelihood, of which an interval's limit is about 2: far below what an interval's end can show. */
    private static final double ABSOLUTE = 1e-6;

    private final IntervalLikelihood likelihood;
    private final LawFamily family;
    private final Law law;
    private final List<CensoredThreshold> data;

    private IntervalLaws(Law law, List<CensoredThreshold> data) {
        this.law = law;
        this.data = data;
        this.likelihood = new IntervalLikelihood(data);
        this.family = LawFamily.of(law, data.stream().map(CensoredThreshold::stateSize).toList());
    }

    /** A law with its spread and likelihood. */
    private record Optimum(double[] coordinates, double spread, double logLikelihood) {}

    /**
     * @param data one bracket a state size and seed
     * @return the law with the median threshold of each size; r2 is the likelihood's, 0 for the constant law
     * @throws IllegalArgumentException if the brackets cover fewer state sizes than the law has parameters, or none
     *                                  has an upper, or none a lower end, or open brackets let the law
     *                                  grow without bound
     */
    public static LawFit fit(Law law, List<CensoredThreshold> data) {
        return checked(law, data).fit();
    }

    /**
     * The median threshold with its 95 % profile interval at some state sizes, for drawing.
     *
     * @param stateSizes positive sizes, elements, within the data's or beyond
     * @throws IllegalArgumentException as {@link #fit}
     */
    public static List<BandPoint> band(Law law, List<CensoredThreshold> data, double... stateSizes) {
        IntervalLaws laws = checked(law, data);
        Optimum best = laws.maximum();
        return Arrays.stream(stateSizes).mapToObj(size -> laws.bandPoint(best, size)).toList();
    }

    private static IntervalLaws checked(Law law, List<CensoredThreshold> data) {
        long sizes = data.stream().mapToDouble(CensoredThreshold::stateSize).distinct().count();
        int needed = law.parameterNames().size();
        if (sizes < needed) {
            throw new IllegalArgumentException("the thresholds cover " + sizes
                    + (sizes == 1 ? " state size" : " state sizes") + ", the law needs at least " + needed);
        }
        if (data.stream().allMatch(bracket -> bracket.upper() == null)) {
            throw new IllegalArgumentException("every tested training length collapsed, so no threshold has an upper"
                    + " end");
        }
        if (data.stream().allMatch(bracket -> bracket.lower() == null)) {
            throw new IllegalArgumentException("no tested training length collapsed, so no threshold has a lower end");
        }
        return new IntervalLaws(law, data);
    }

    private LawFit fit() {
        Optimum best = maximum();
        List<Estimate> estimates = new ArrayList<>();
        for (int i = 0; i < best.coordinates().length; i++) {
            Path path = parameter(i);
            double step = family.step(i, best.coordinates());
            double low = end(best, path, best.coordinates()[i], -step);
            double high = end(best, path, best.coordinates()[i], step);
            estimates.add(new Estimate(law.parameterNames().get(i), family.parameter(i, best.coordinates()[i]),
                    Double.isNaN(low) ? null : unbounded(family.parameter(i, low)),
                    Double.isNaN(high) ? null : unbounded(family.parameter(i, high))));
        }
        double aic = -2 * best.logLikelihood() + 2 * (best.coordinates().length + 1);
        return new LawFit(law, FitMethod.INTERVAL_ML, estimates, r2(best), aic, data.size());
    }

    /** An end that lies further out than any threshold could is no end. */
    private static double unbounded(double value) {
        return Math.abs(value) > ENDLESS ? Math.copySign(Double.POSITIVE_INFINITY, value)
                : Math.abs(value) < 1 / ENDLESS ? 0 : value;
    }

    private Optimum maximum() {
        List<Point> middles = data.stream().map(bracket -> new Point(bracket.stateSize(), bracket.middle())).toList();
        List<double[]> starts = new ArrayList<>();
        starts.add(family.start(atEnd(middles, family.least), atEnd(middles, family.largest)));
        double lowest = middles.stream().mapToDouble(Point::threshold).min().orElseThrow();
        for (Law shape : new Law[] {Law.LINEAR, Law.POWER}) {
            if (family.largest > family.least) {
                LawFit fit = LeastSquaresLaws.fit(shape, middles);
                starts.add(family.start(Math.max(fit.threshold(family.least), lowest / 4),
                        Math.max(fit.threshold(family.largest), lowest / 4)));
            }
        }
        Optimum best = null;
        for (double[] start : starts) {
            for (double spread : START_SPREADS) {
                Optimum found = search(family::coordinates, start, likelihood.coordinate(spread), GLOBAL);
                if (best == null || found.logLikelihood() > best.logLikelihood()) {
                    best = found;
                }
            }
        }
        double longest = data.stream().mapToDouble(CensoredThreshold::middle).max().orElseThrow();
        if (Math.max(family.threshold(family.least, best.coordinates()),
                family.threshold(family.largest, best.coordinates())) > UNBOUNDED * longest) {
            throw new IllegalArgumentException("thresholds that lie above every tested length leave the law without a"
                    + " bound");
        }
        return best;
    }

    /** Geometric mean of the middles at one state size. */
    private static double atEnd(List<Point> middles, double stateSize) {
        return Math.exp(middles.stream().filter(point -> point.stateSize() == stateSize)
                .mapToDouble(point -> Math.log(point.threshold())).average().orElseThrow());
    }

    /** Coordinates of a law from free variables. */
    private interface Expression {
        double[] coordinates(double[] free);
    }

    /** Best likelihood over the free variables and the spread, by Nelder-Mead from simplices of the given edges. */
    private Optimum search(Expression expression, double[] free, double spread, double[] edges) {
        double[] point = Arrays.copyOf(free, free.length + 1);
        point[free.length] = spread;
        ToDoubleFunction<double[]> cost = candidate -> {
            double[] coordinates = expression.coordinates(Arrays.copyOf(candidate, free.length));
            double value = -likelihood.logLikelihood(size -> family.threshold(size, coordinates),
                    likelihood.sigma(candidate[free.length]));
            return value < IMPOSSIBLE ? value : IMPOSSIBLE;
        };
        double value = Double.NaN;
        for (double edge : edges) {
            PointValuePair found;
            try {
                found = new SimplexOptimizer(RELATIVE, ABSOLUTE).optimize(new MaxEval(MAX_EVALUATIONS),
                        new ObjectiveFunction(cost::applyAsDouble), GoalType.MINIMIZE, new InitialGuess(point),
                        new NelderMeadSimplex(point.length, edge));
            } catch (MathIllegalStateException e) {
                break;
            }
            point = found.getPoint();
            value = found.getValue();
        }
        if (Double.isNaN(value)) {
            value = cost.applyAsDouble(point);
        }
        return new Optimum(expression.coordinates(Arrays.copyOf(point, free.length)), point[free.length], -value);
    }

    /** A quantity of a law: how to search all laws that share one value of it. */
    private interface Path {
        Expression at(double value);

        double[] free(double value, double[] near);
    }

    /** A coordinate of the law. */
    private Path parameter(int index) {
        return new Path() {
            @Override
            public Expression at(double value) {
                return free -> family.coordinates(index, value, free);
            }

            @Override
            public double[] free(double value, double[] near) {
                double[] coordinates = near.clone();
                coordinates[index] = value;
                return family.free(index, coordinates);
            }
        };
    }

    /** The logarithm of the law's threshold at a state size. */
    private Path thresholdAt(double stateSize) {
        return new Path() {
            @Override
            public Expression at(double value) {
                return free -> family.through(stateSize, value, free);
            }

            @Override
            public double[] free(double value, double[] near) {
                return family.freeThrough(stateSize, near);
            }
        };
    }

    private BandPoint bandPoint(Optimum best, double stateSize) {
        double threshold = family.threshold(stateSize, best.coordinates());
        if (!(threshold > 0)) {
            return new BandPoint(stateSize, threshold, null, null);
        }
        double value = Math.log(threshold);
        double low = end(best, thresholdAt(stateSize), value, -BAND_STEP);
        double high = end(best, thresholdAt(stateSize), value, BAND_STEP);
        return new BandPoint(stateSize, threshold, Double.isNaN(low) ? null : Math.exp(low),
                Double.isNaN(high) ? null : Math.exp(high));
    }

    private Optimum profile(Path path, double value, Optimum near) {
        return search(path.at(value), path.free(value, near.coordinates()), near.spread(), LOCAL);
    }

    /** Where a quantity leaves its interval in the direction of the step; not a number if it has no end there. */
    private double end(Optimum best, Path path, double start, double firstStep) {
        int degreesOfFreedom = data.size() - best.coordinates().length;
        if (degreesOfFreedom < 1) {
            return Double.NaN;
        }
        double limit = ProfileLimit.of(data.size(), best.coordinates().length);
        double inside = start;
        double step = firstStep;
        Optimum near = best;
        for (int i = 0; i < MAX_DOUBLINGS; i++, step *= 2) {
            double outside = inside + step;
            Optimum there = profile(path, outside, near);
            if (fall(best, there) > limit) {
                // Seen from afar once more, lest a search that got stuck passes for a fallen likelihood.
                Optimum again = search(path.at(outside), path.free(outside, there.coordinates()), there.spread(),
                        GLOBAL);
                there = again.logLikelihood() > there.logLikelihood() ? again : there;
            }
            if (fall(best, there) > limit) {
                return crossing(best, path, near, inside, there, outside, limit);
            }
            near = there;
            inside = outside;
        }
        return Double.NaN;
    }

    /** Twice the difference to the best log-likelihood. */
    private static double fall(Optimum best, Optimum there) {
        return 2 * Math.max(0, best.logLikelihood() - there.logLikelihood());
    }

    /**
     * The value between one inside and one outside at which the likelihood has fallen by the limit. The root of the
     * fall is all but linear in the value, so false position (the Illinois variant) on it takes a few steps.
     */
    private double crossing(Optimum best, Path path, Optimum nearInside, double inside, Optimum atOutside,
                            double outside, double limit) {
        double target = Math.sqrt(limit);
        double excessInside = Math.sqrt(fall(best, nearInside)) - target;
        double excessOutside = Math.min(Math.sqrt(fall(best, atOutside)), 3 * target) - target;
        double precision = 1e-4 * Math.abs(outside - inside);
        Optimum near = nearInside;
        int lastSide = 0;
        for (int i = 0; i < MAX_STEPS && Math.abs(outside - inside) > precision; i++) {
            double value = inside + (outside - inside) * excessInside / (excessInside - excessOutside);
            Optimum there = profile(path, value, near);
            double excess = Math.min(Math.sqrt(fall(best, there)), 3 * target) - target;
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

    /**
     * The likelihood form of the share of variance explained (Cox and Snell): {@code 1 - (L0 / L)^(2/n)} with L0 the
     * best likelihood of the constant law. For exactly known thresholds it is the classical one of log T.
     */
    private double r2(Optimum best) {
        double constant = law == Law.CONSTANT ? best.logLikelihood()
                : new IntervalLaws(Law.CONSTANT, data).maximum().logLikelihood();
        return -Math.expm1(2 * Math.min(0, constant - best.logLikelihood()) / data.size());
    }
}
