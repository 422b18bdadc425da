package io.statecap.analysis.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The laws that the data do not exclude: the border of the likelihood region, and the laws of replicates that draw the
 * seeds anew. Whatever follows from a law has its 95 % interval from these, without a further fit.
 *
 * @param border     laws whose deviance is the limit of {@link Clustering#limit}
 * @param replicates laws of the replicates, as lists of parameters
 */
public record LawRegion(List<Border> border, List<List<Double>> replicates) {

    private static final double TAIL = 0.025;

    /** A law on the border; {@code edge}: of laws beyond it the data say as little, so the interval is open there. */
    record Border(List<Double> parameters, boolean edge) {}

    public LawRegion {
        border = List.copyOf(border);
        replicates = List.copyOf(replicates);
    }

    /** As far as the border or the middle 95 % of the replicates reach, whichever is farther. */
    Estimate interval(String name, double value, ToDoubleFunction<double[]> quantity) {
        Border low = null;
        Border high = null;
        double least = value;
        double most = value;
        for (Border one : border) {
            double at = quantity.applyAsDouble(array(one.parameters()));
            if (at < least || at == least && one.edge()) {
                least = at;
                low = one;
            }
            if (at > most || at == most && one.edge()) {
                most = at;
                high = one;
            }
        }
        double[] drawn = replicates.stream().mapToDouble(law -> quantity.applyAsDouble(array(law))).sorted().toArray();
        int out = (int) (TAIL * drawn.length);
        if (drawn.length > 0) {
            least = Math.min(least, drawn[out]);
            most = Math.max(most, drawn[drawn.length - 1 - out]);
        }
        return new Estimate(name, value, low != null && low.edge() ? null : (Double) least,
                high != null && high.edge() ? null : (Double) most);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
