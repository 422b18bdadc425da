package io.statecap.analysis.law;

import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.law.formula.Reparameterisation;
import io.statecap.analysis.law.formula.ReparameterisedLaw;
import io.statecap.analysis.law.formula.SizeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.optim.PointValuePair;

/** The laws of one kind with the largest likelihood on bracketed thresholds, see {@link IntervalLikelihood}. */
final class IntervalSearch {

    /** A law further above every tested length than this factor follows open brackets to infinity. */
    private static final double UNBOUNDED = 1024;
    private static final double IMPOSSIBLE = -1e12;
    private static final double[] START_SPREADS = {0.3, 1};
    /** Edges of the simplex for the maximum: a wide search and a restart. */
    private static final double[] GLOBAL = {0.4, 0.05};
    /** Edge of the simplex from a law that is known to be close. */
    private static final double[] LOCAL = {0.15};
    /** In the log-likelihood, in which an interval reaches about 2 below the maximum. */
    private static final NelderMead OPTIMIZER = new NelderMead(1e-8, 1e-6, 5_000);

    private final List<CensoredThreshold> data;
    private final SizeRange sizes;
    private final ReparameterisedLaw law;
    private final IntervalLikelihood likelihood;

    /** @param data one bracket a state size and seed */
    IntervalSearch(Law law, List<CensoredThreshold> data) {
        this.data = data;
        this.sizes = SizeRange.of(data.stream().map(CensoredThreshold::stateSize).toList());
        this.law = ReparameterisedLaw.of(law, sizes);
        this.likelihood = new IntervalLikelihood(data);
    }

    /**
     * A law with its spread and likelihood.
     *
     * @param transformed   transformed parameters, see {@link ReparameterisedLaw}
     * @param spread        coordinate of the spread, see {@link IntervalLikelihood#sigma}
     * @param logLikelihood natural logarithm
     */
    record Optimum(double[] transformed, double spread, double logLikelihood) {

        /** Deviance of a law: twice the logarithm of the likelihood ratio to this one; at least 0. */
        double deviance(Optimum other) {
            return 2 * Math.max(0, logLikelihood - other.logLikelihood());
        }
    }

    ReparameterisedLaw law() {
        return law;
    }

    /**
     * The maximum over all parameters and the spread.
     *
     * @throws IllegalArgumentException if open brackets let the law grow without bound
     */
    Optimum maximum() {
        Optimum best = null;
        for (double[] start : starts()) {
            for (double spread : START_SPREADS) {
                Optimum found = search(law::transformed, start, likelihood.coordinate(spread), GLOBAL);
                if (best == null || found.logLikelihood() > best.logLikelihood()) {
                    best = found;
                }
            }
        }
        double longest = data.stream().mapToDouble(CensoredThreshold::middle).max().orElseThrow();
        if (Math.max(law.threshold(sizes.smallest(), best.transformed()),
                law.threshold(sizes.largest(), best.transformed())) > UNBOUNDED * longest) {
            throw new IllegalArgumentException("thresholds that lie above every tested length leave the law without a"
                    + " bound");
        }
        return best;
    }

    private List<double[]> starts() {
        List<Point> middles = data.stream().map(bracket -> new Point(bracket.stateSize(), bracket.middle())).toList();
        List<double[]> starts = new ArrayList<>();
        starts.add(law.start(meanAt(middles, sizes.smallest()), meanAt(middles, sizes.largest())));
        double lowest = middles.stream().mapToDouble(Point::threshold).min().orElseThrow();
        for (Law shape : new Law[] {Law.LINEAR, Law.POWER}) {
            if (sizes.width() > 0) {
                LawFit fit = LeastSquaresLaws.fit(shape, middles);
                starts.add(law.start(Math.max(fit.threshold(sizes.smallest()), lowest / 4),
                        Math.max(fit.threshold(sizes.largest()), lowest / 4)));
            }
        }
        return starts;
    }

    /** Geometric mean of the middles at one state size. */
    private static double meanAt(List<Point> middles, double stateSize) {
        return Math.exp(middles.stream().filter(point -> point.stateSize() == stateSize)
                .mapToDouble(point -> Math.log(point.threshold())).average().orElseThrow());
    }

    /** Profile likelihood: the maximum over the nuisance parameters and the spread, searched close to a known law. */
    Optimum profile(Reparameterisation fixed, Optimum near) {
        return search(fixed.transformed(), fixed.nuisance().apply(near.transformed()), near.spread(), LOCAL);
    }

    /** The same by a wider search, for a law that may be far away or only a local maximum. */
    Optimum profileGlobally(Reparameterisation fixed, Optimum near) {
        return search(fixed.transformed(), fixed.nuisance().apply(near.transformed()), near.spread(), GLOBAL);
    }

    private Optimum search(UnaryOperator<double[]> transformed, double[] start, double spread, double[] edges) {
        int dimension = start.length;
        MultivariateFunction objective = point -> {
            double[] candidate = transformed.apply(Arrays.copyOf(point, dimension));
            double value = likelihood.logLikelihood(size -> law.threshold(size, candidate),
                    likelihood.sigma(point[dimension]));
            return value > IMPOSSIBLE ? value : IMPOSSIBLE;
        };
        double[] point = Arrays.copyOf(start, dimension + 1);
        point[dimension] = spread;
        double value = Double.NaN;
        for (double edge : edges) {
            Optional<PointValuePair> found = OPTIMIZER.maximise(objective, point, edge);
            if (found.isEmpty()) {
                break;
            }
            point = found.get().getPoint();
            value = found.get().getValue();
        }
        return new Optimum(transformed.apply(Arrays.copyOf(point, dimension)), point[dimension],
                Double.isNaN(value) ? objective.value(point) : value);
    }
}
