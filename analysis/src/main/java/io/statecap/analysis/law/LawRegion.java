package io.statecap.analysis.law;

import java.util.List;
import java.util.function.Predicate;
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

    /** A law on the border; {@code open}: parameters that may go on beyond it, as far as the data say. */
    record Border(List<Double> parameters, List<Boolean> open) {

        boolean edge() {
            return open.contains(true);
        }
    }

    /** The interval of a parameter. */
    Estimate interval(String name, double value, int index) {
        return interval(name, value, law -> law[index], border -> border.open().get(index));
    }

    /** The interval of what follows from a law. */
    Estimate interval(String name, double value, ToDoubleFunction<double[]> quantity) {
        return interval(name, value, quantity, Border::edge);
    }

    /** As far as the border or the middle 95 % of the replicates reach, whichever is farther. */
    private Estimate interval(String name, double value, ToDoubleFunction<double[]> quantity, Predicate<Border> open) {
        Border low = null;
        Border high = null;
        double least = value;
        double most = value;
        for (Border one : border) {
            double at = quantity.applyAsDouble(array(one.parameters()));
            if (at < least || at == least && open.test(one)) {
                least = at;
                low = one;
            }
            if (at > most || at == most && open.test(one)) {
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
        return new Estimate(name, value, low != null && open.test(low) ? null : (Double) least,
                high != null && open.test(high) ? null : (Double) most);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
