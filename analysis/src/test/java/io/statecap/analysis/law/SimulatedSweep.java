package io.statecap.analysis.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Sweeps with a known law: each seed's threshold is the law times a log-normal factor, and training lengths are tested
 * at powers of two.
 *
 * @param stateSizes state sizes, elements
 * @param seeds      seeds a state size
 * @param a          slope of the true line, tokens an element
 * @param b          intercept of the true line, tokens
 * @param sigma      standard deviation of log2 of a threshold
 * @param shortest   shortest tested training length
 * @param longest    longest tested training length
 */
record SimulatedSweep(List<Double> stateSizes, int seeds, double a, double b, double sigma, int shortest, int longest) {

    List<CensoredThreshold> draw(Random random) {
        List<CensoredThreshold> brackets = new ArrayList<>();
        for (double size : stateSizes) {
            for (int seed = 0; seed < seeds; seed++) {
                double threshold = (a * size + b) * Math.pow(2, sigma * random.nextGaussian());
                Double lower = null;
                Double upper = null;
                for (int length = shortest; length <= longest && upper == null; length *= 2) {
                    if (length >= threshold) {
                        upper = (double) length;
                    } else {
                        lower = (double) length;
                    }
                }
                brackets.add(new CensoredThreshold(size, lower, upper));
            }
        }
        return brackets;
    }

    /** Upper ends where there are any: what plain least squares takes for thresholds. */
    static List<Point> upperEnds(List<CensoredThreshold> brackets) {
        return brackets.stream().filter(bracket -> bracket.upper() != null)
                .map(bracket -> new Point(bracket.stateSize(), bracket.upper())).toList();
    }
}
