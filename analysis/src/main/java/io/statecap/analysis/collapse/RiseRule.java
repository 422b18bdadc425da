package io.statecap.analysis.collapse;

import io.statecap.analysis.collapse.CurveLosses.Bucket;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The criteria that compare losses beyond the training length T with losses within it: {@code excess}, {@code paper}.
 */
record RiseRule(Criterion criterion) {

    Collapse test(CurveLosses curve) {
        double baseline = baseline(curve);
        double largestWithin = curve.within().stream().mapToDouble(Bucket::loss).max().orElseThrow();
        double allowed = criterion.kind() == Criterion.Kind.PAPER ? criterion.limit() * largestWithin
                : baseline + criterion.limit();
        ToDoubleFunction<Bucket> loss = bucket -> smoothed(curve.beyond(), curve.beyond().indexOf(bucket));
        return curve.judged(baseline, curve.beyond().stream().mapToDouble(loss).max().orElseThrow(), curve.beyond(),
                bucket -> loss.applyAsDouble(bucket) - baseline, bucket -> loss.applyAsDouble(bucket) > allowed, true);
    }

    /**
     * Mean over the buckets of the baseline window, weighted with their widths; the last bucket is always among them.
     */
    private double baseline(CurveLosses curve) {
        List<Bucket> within = curve.within();
        int first = within.size() - 1;
        while (criterion.baselineWindow() > 0 && first > 0
                && within.get(first - 1).from() >= curve.trainLength() - criterion.baselineWindow()) {
            first--;
        }
        double sum = 0;
        long width = 0;
        for (Bucket bucket : within.subList(first, within.size())) {
            long tokens = bucket.to() - bucket.from();
            sum += bucket.loss() * tokens;
            width += tokens;
        }
        return sum / width;
    }

    /** Mean of the buckets centred on one of them, fewer at the ends, so that none within T is mixed in. */
    private double smoothed(List<Bucket> beyond, int centre) {
        int reach = criterion.smoothing() / 2;
        return beyond.subList(Math.max(0, centre - reach), Math.min(beyond.size(), centre + reach + 1)).stream()
                .mapToDouble(Bucket::loss).average().orElseThrow();
    }
}
