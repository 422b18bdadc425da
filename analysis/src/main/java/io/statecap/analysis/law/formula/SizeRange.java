package io.statecap.analysis.law.formula;

import java.util.List;

/** Smallest and largest state size of the data, elements. */
public record SizeRange(double smallest, double largest) {

    public static SizeRange of(List<Double> stateSizes) {
        return new SizeRange(stateSizes.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                stateSizes.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    public double width() {
        return largest - smallest;
    }

    /** The end of the range that is farther from a state size. */
    double farEnd(double stateSize) {
        return stateSize - smallest > largest - stateSize ? smallest : largest;
    }
}
