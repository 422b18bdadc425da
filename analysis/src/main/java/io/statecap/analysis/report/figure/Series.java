package io.statecap.analysis.report.figure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Points of a line, x ascending, without those that are not finite. */
record Series(double[] x, double[] y) {

    static Series of(Map<Double, Double> points) {
        List<double[]> finite = new ArrayList<>();
        new TreeMap<>(points).forEach((x, y) -> {
            if (y != null && Double.isFinite(y)) {
                finite.add(new double[] {x, y});
            }
        });
        return new Series(finite.stream().mapToDouble(point -> point[0]).toArray(),
                finite.stream().mapToDouble(point -> point[1]).toArray());
    }

    /** The mean of several series at every x that any of them has. */
    static Series mean(Collection<Series> all) {
        Map<Double, double[]> sums = new TreeMap<>();
        for (Series series : all) {
            for (int i = 0; i < series.x.length; i++) {
                double[] sum = sums.computeIfAbsent(series.x[i], x -> new double[2]);
                sum[0] += series.y[i];
                sum[1]++;
            }
        }
        Map<Double, Double> means = new TreeMap<>();
        sums.forEach((x, sum) -> means.put(x, sum[0] / sum[1]));
        return of(means);
    }

    /** At most {@code limit} points, each the mean of a run of neighbours. */
    Series thinned(int limit) {
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
    Series thinnedByOctave(int limit) {
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

    boolean isEmpty() {
        return x.length == 0;
    }
}
