package io.statecap.analysis.report.chart;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Points of a line, x ascending, without those that are not finite. */
public record Series(double[] x, double[] y) {

    /** The mean of y at every x; rows whose y is null or not finite are left out. */
    public static <R> Series of(Collection<R> rows, ToDoubleFunction<R> x, Function<R, Double> y) {
        return ratio(rows.stream().filter(row -> y.apply(row) != null && Double.isFinite(y.apply(row))).toList(), x,
                y::apply, row -> 1);
    }

    /** The sum of one value over the sum of another at every x. */
    public static <R> Series ratio(Collection<R> rows, ToDoubleFunction<R> x, ToDoubleFunction<R> above,
                                   ToDoubleFunction<R> below) {
        Map<Double, double[]> sums = new TreeMap<>();
        for (R row : rows) {
            double[] sum = sums.computeIfAbsent(x.applyAsDouble(row), at -> new double[2]);
            sum[0] += above.applyAsDouble(row);
            sum[1] += below.applyAsDouble(row);
        }
        return new Series(sums.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                sums.values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray());
    }

    /** At most {@code limit} points, each the mean of a run of neighbours. */
    public Series thinned(int limit) {
        if (x.length <= limit) {
            return this;
        }
        double[] meanX = new double[limit];
        double[] meanY = new double[limit];
        for (int block = 0; block < limit; block++) {
            int from = (int) ((long) block * x.length / limit);
            int to = (int) ((long) (block + 1) * x.length / limit);
            for (int i = from; i < to; i++) {
                meanX[block] += x[i] / (to - from);
                meanY[block] += y[i] / (to - from);
            }
        }
        return new Series(meanX, meanY);
    }

    /**
     * At most {@code limit} points for a logarithmic axis: means over bins of equal width on it. Where
     * points are averaged, those at 0 are left out, since such an axis cannot show them.
     */
    public Series thinnedByOctave(int limit) {
        if (x.length <= limit) {
            return this;
        }
        int first = 0;
        while (first < x.length - 1 && x[first] <= 0) {
            first++;
        }
        double low = Math.log(x[first]);
        double step = (Math.log(x[x.length - 1]) - low) / limit;
        Map<Integer, double[]> sums = new TreeMap<>();
        for (int i = first; i < x.length; i++) {
            int bin = Math.min(limit - 1, (int) ((Math.log(x[i]) - low) / step));
            double[] sum = sums.computeIfAbsent(bin, key -> new double[3]);
            sum[0] += x[i];
            sum[1] += y[i];
            sum[2]++;
        }
        return new Series(sums.values().stream().mapToDouble(sum -> sum[0] / sum[2]).toArray(),
                sums.values().stream().mapToDouble(sum -> sum[1] / sum[2]).toArray());
    }

    public boolean isEmpty() {
        return x.length == 0;
    }
}
