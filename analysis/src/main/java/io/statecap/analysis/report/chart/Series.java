package io.statecap.analysis.report.chart;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
        Map<Double, List<R>> at = rows.stream().collect(Collectors.groupingBy(x::applyAsDouble, TreeMap::new,
                Collectors.toList()));
        return new Series(at.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                at.values().stream().mapToDouble(here -> here.stream().mapToDouble(above).sum()
                        / here.stream().mapToDouble(below).sum()).toArray());
    }

    /**
     * At most {@code limit} points, each the mean over a run of neighbours, on a logarithmic axis over a bin of equal
     * width. Where points are averaged, those that the axis cannot show are left out.
     */
    public Series thinned(int limit, Axis axis) {
        if (x.length <= limit) {
            return this;
        }
        List<Integer> shown = IntStream.range(0, x.length).filter(i -> axis.shows(x[i])).boxed().toList();
        double low = axis.place(x[shown.get(0)]);
        double step = (axis.place(x[x.length - 1]) - low) / limit;
        Map<Integer, List<Integer>> bins = shown.stream().collect(Collectors.groupingBy(
                i -> axis.scale() == Axis.Scale.LINEAR ? (int) (((i + 1L) * limit - 1) / x.length)
                        : Math.min(limit - 1, (int) ((axis.place(x[i]) - low) / step)), TreeMap::new,
                Collectors.toList()));
        return new Series(bins.values().stream().mapToDouble(bin -> mean(bin, x)).toArray(),
                bins.values().stream().mapToDouble(bin -> mean(bin, y)).toArray());
    }

    private static double mean(List<Integer> which, double[] values) {
        return which.stream().mapToDouble(i -> values[i]).average().orElseThrow();
    }
}
