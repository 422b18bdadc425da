package io.statecap.analysis.law;

import java.util.List;

/** Smallest and largest state size of the data, elements. */
record SizeRange(double smallest, double largest) {

    static SizeRange of(List<Double> stateSizes) {
        return new SizeRange(stateSizes.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                stateSizes.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    double width() {
        return largest - smallest;
    }

    /** The end of the range that is farther from a state size. */
    double farEnd(double stateSize) {
        return stateSize - smallest > largest - stateSize ? smallest : largest;
    }
}
