package io.statecap.analysis.law;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.util.FastMath;

/**
 * Likelihood of brackets when the logarithm of a threshold is normal about the logarithm of the law.
 *
 * <p>The error is normal in log2 T and not in T because thresholds are positive, because seeds differ by factors rather
 * than by tokens, and because the tested lengths are spaced by factors: a bracket then says as much about a large model
 * as about a small one. The law is the median threshold of its size. An open bracket contributes its one known side.
 */
final class IntervalLikelihood {

    private static final double LN_2 = Math.log(2);
    /** Share of the narrowest bracket below which the spread is not let fall: seeds that agree within the grid. */
    private static final double LEAST_SPREAD = 0.05;

    /** Equal brackets are evaluated once. */
    private record Term(double stateSize, double logLower, double logUpper, int count) {}

    private final List<Term> terms = new ArrayList<>();
    private final double leastSigma;

    IntervalLikelihood(List<CensoredThreshold> data) {
        Map<CensoredThreshold, Integer> counts = new LinkedHashMap<>();
        data.forEach(bracket -> counts.merge(bracket, 1, Integer::sum));
        double narrowest = 1;
        for (Map.Entry<CensoredThreshold, Integer> entry : counts.entrySet()) {
            CensoredThreshold bracket = entry.getKey();
            double lower = bracket.lower() == null ? Double.NEGATIVE_INFINITY : FastMath.log(bracket.lower()) / LN_2;
            double upper = bracket.upper() == null ? Double.POSITIVE_INFINITY : FastMath.log(bracket.upper()) / LN_2;
            narrowest = Math.min(narrowest, upper - lower);
            terms.add(new Term(bracket.stateSize(), lower, upper, entry.getValue()));
        }
        terms.sort(Comparator.comparingDouble(Term::stateSize));
        leastSigma = LEAST_SPREAD * narrowest;
    }

    /** Standard deviation in octaves of an unbounded search coordinate: at least {@link #leastSigma}. */
    double sigma(double coordinate) {
        return leastSigma + FastMath.exp(Math.min(coordinate, 20));
    }

    /** Inverse of {@link #sigma}. */
    double coordinate(double sigma) {
        return FastMath.log(Math.max(sigma - leastSigma, 1e-6));
    }

    /**
     * @param law   a law in the units of the data
     * @param sigma standard deviation, octaves
     * @return ln likelihood; negative infinity when the law is not positive at a size of the data
     */
    double logLikelihood(MedianThreshold law, double sigma) {
        double sum = 0;
        double lastSize = Double.NaN;
        double median = Double.NaN;
        for (Term term : terms) {
            if (term.stateSize() != lastSize) {
                lastSize = term.stateSize();
                double threshold = law.at(lastSize);
                if (!(threshold > 0) || Double.isInfinite(threshold)) {
                    return Double.NEGATIVE_INFINITY;
                }
                median = FastMath.log(threshold) / LN_2;
            }
            sum += term.count() * NormalInterval.logProbability((term.logLower() - median) / sigma,
                    (term.logUpper() - median) / sigma);
        }
        return sum;
    }

    /** Median threshold as a function of the state size. */
    interface MedianThreshold {
        double at(double stateSize);
    }
}
