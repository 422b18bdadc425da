package io.statecap.analysis.collapse;

import io.statecap.analysis.collapse.CurveLosses.Bucket;
import io.statecap.analysis.text.Count;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The criterion {@code fresh}: more context must not hurt. The same tokens are read twice, after all tokens before them
 * and from a fresh state, so that the difficulty of a position cancels.
 *
 * <p>A bucket has collapsed where its mean excess is above the limit, or where at least a tenth of the sequences have
 * broken down: their own excess is above twice the limit. Both must be clear of noise, by so many standard errors that
 * the number of comparisons does not decide: short training lengths have more octaves beyond them. A bucket whose excess
 * has no standard error is not judged by its mean, and a curve with none is refused.
 *
 * <p>Where the loss from a fresh state, in the first bucket beyond the training length, is above the loss of the bucket
 * that ends there by more than the limit and clear of noise, the fresh state is not one that the model knows: nothing
 * can be compared with it. Such a trial is judged by the rise of its loss over that bucket, with the same limit and the
 * same care. Buckets farther out do not tell: there the data themselves may be harder, as documents of text are.
 */
final class FreshRule {

    /** A sequence has broken down beyond so many limits. */
    private static final double BROKEN = 2;
    /** One in so many sequences that have broken down is a collapse. */
    private static final int ONE_IN = 10;
    /** Degrees of freedom of a sequence's own standard error, which comes from eight blocks of its tokens. */
    private static final int BLOCK_FREEDOM = 7;
    /** Chance that noise alone makes a collapse in any of several comparisons, of each of two rules. */
    private static final double CHANCE = 0.025;
    private static final double MEDIAN = 0.5;

    private final double limit;
    private final Map<List<Number>, Double> quantiles = new ConcurrentHashMap<>();

    FreshRule(double limit) {
        this.limit = limit;
    }

    Collapse test(CurveLosses curve) {
        List<Bucket> read = curve.beyond().stream().filter(bucket -> bucket.excess() != null).toList();
        if (read.isEmpty()) {
            throw new IllegalArgumentException("trial " + curve.trialId() + " has no loss from a fresh state beyond its"
                    + " training length " + curve.trainLength());
        }
        boolean absolute = startsUnknown(curve, read.get(0));
        double baseline = curve.baseline().loss();
        ToDoubleFunction<Bucket> excess = bucket -> absolute ? bucket.loss() - baseline : bucket.excess();
        ToDoubleFunction<Bucket> stderr = bucket -> absolute ? Math.hypot(bucket.stderr(), curve.baseline().stderr())
                : bucket.excessStderr();
        Collapse collapse = curve.judged(baseline, curve.worst(), read, excess, bucket -> aboveLimit(
                excess.applyAsDouble(bucket), stderr.applyAsDouble(bucket), freedom(bucket), read.size())
                || !absolute && brokenDown(bucket, read.size()), absolute);
        if (!collapse.collapsed() && read.stream().allMatch(bucket -> Double.isNaN(stderr.applyAsDouble(bucket))
                && !Double.isInfinite(excess.applyAsDouble(bucket)))) {
            throw new IllegalArgumentException("trial " + curve.trialId() + " cannot be tested: no bucket beyond its"
                    + " training length " + curve.trainLength() + " has a standard error, since it was probed on "
                    + Count.of(read.get(0).sequences(), "sequence") + " with few tokens");
        }
        return collapse;
    }

    private static int freedom(Bucket bucket) {
        return bucket.sequences() == 1 ? BLOCK_FREEDOM : bucket.sequences() - 1;
    }

    private boolean startsUnknown(CurveLosses curve, Bucket first) {
        double rise = first.loss() - first.excess() - curve.baseline().loss();
        return rise > limit
                && rise > errors(CHANCE, freedom(first)) * Math.hypot(first.stderr(), curve.baseline().stderr());
    }

    /** Where every true excess is the limit itself, any of the buckets is over it with a chance of at most a half. */
    private boolean aboveLimit(double excess, double stderr, int freedom, int buckets) {
        if (Double.isInfinite(excess)) {
            return excess > 0;
        }
        return excess > limit + errors(MEDIAN / buckets, freedom) * stderr
                && excess > errors(CHANCE / buckets, freedom) * stderr;
    }

    private boolean brokenDown(Bucket bucket, int buckets) {
        double clear = errors(CHANCE / (buckets * Math.max(1, bucket.sequences())), BLOCK_FREEDOM);
        long broken = bucket.bySequence().stream().filter(one -> one.excess() > BROKEN * limit
                && one.excess() > clear * one.stderr()).count();
        return broken > 0 && ONE_IN * broken >= bucket.sequences();
    }

    /** So many standard errors noise exceeds with a chance. */
    private double errors(double chance, int freedom) {
        return quantiles.computeIfAbsent(List.of(chance, freedom), key ->
                new TDistribution(null, Math.max(1, freedom)).inverseCumulativeProbability(1 - chance));
    }
}
