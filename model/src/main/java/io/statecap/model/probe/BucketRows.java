package io.statecap.model.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Means over sequences in one view. */
final class BucketRows {

    private final List<Long> edges;
    private final List<Integer> windows;
    private final List<LossSums> carried;
    private final List<FreshSums> fresh;

    BucketRows(LossView view, List<LossSums> carried, List<FreshSums> fresh) {
        edges = view.buckets().edges();
        windows = FreshPlan.of(view).windows();
        this.carried = carried;
        this.fresh = fresh;
    }

    /** One row a slice and bucket, slices outermost. */
    List<BucketLoss> rows(List<Slice> slices) {
        List<BucketLoss> rows = new ArrayList<>();
        for (int slice = 0; slice < slices.size(); slice++) {
            FreshChoice choice = new FreshChoice(fresh, slice, edges.size() - 1);
            for (int bucket = 0; bucket < edges.size() - 1; bucket++) {
                rows.add(row(slices.get(slice), slice, bucket, choice));
            }
        }
        return rows;
    }

    private BucketLoss row(Slice slice, int s, int bucket, FreshChoice choice) {
        double sum = 0;
        long count = 0;
        long correct = 0;
        List<Double> means = new ArrayList<>();
        for (LossSums sequence : carried) {
            long own = sequence.counts[s][bucket];
            sum += sequence.losses[s][bucket];
            count += own;
            correct += sequence.correct[s][bucket];
            means.add(own == 0 ? null : (Double) (sequence.losses[s][bucket] / own));
        }
        double loss = sum / count;
        Excess excess = excess(s, bucket, choice);
        return new BucketLoss(slice, edges.get(bucket), edges.get(bucket + 1), loss, standardError(means),
                loss - excess.mean(), excess.mean(), excess.stderr(), correct / (double) count,
                excess.count() > 0 ? windows.get(choice.overall()) : 0, means, excess.bySequence(),
                excess.errorBySequence());
    }

    /** Of the tokens that were read twice; {@code count} of them. */
    private record Excess(long count, double mean, double stderr, List<Double> bySequence,
                          List<Double> errorBySequence) {}

    private Excess excess(int s, int bucket, FreshChoice choice) {
        double sum = 0;
        long count = 0;
        List<Double> means = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            FreshSums sequence = fresh.get(i);
            int window = choice.of(i, bucket);
            long own = sequence.counts()[s][bucket];
            if (own == 0) {
                means.add(null);
                errors.add(null);
                continue;
            }
            double error = sequence.errors()[window][s][bucket];
            sum += sequence.excess(window, s, bucket);
            count += own;
            means.add(sequence.excess(window, s, bucket) / own);
            errors.add(Double.isNaN(error) ? null : (Double) error);
        }
        double stderr = fresh.size() == 1 ? errors.get(0) == null ? Double.NaN : errors.get(0) : standardError(means);
        return new Excess(count, sum / count, stderr, count == 0 ? List.of() : means, count == 0 ? List.of() : errors);
    }

    /** NaN below two values. */
    private static double standardError(List<Double> values) {
        return Moments.standardErrorOfMean(values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue)
                .toArray());
    }
}
