package io.statecap.analysis.collapse;

import io.statecap.analysis.collapse.CurveLosses.Bucket;
import java.util.List;

/**
 * The criterion {@code fresh}: more context must not hurt. The same tokens are read twice, after all tokens before them
 * and from a fresh state, so that the difficulty of a position cancels.
 *
 * <p>A bucket has collapsed where its mean excess is above the limit, or where at least a tenth of the sequences have
 * broken down: their own excess is above twice the limit. Both must be clear of noise: see {@link FamilyWise}. A bucket
 * whose excess has no standard error is not judged by its mean, and a curve with none is refused.
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

    private final double limit;
    private final FamilyWise familyWise = new FamilyWise();

    FreshRule(double limit) {
        this.limit = limit;
    }

    Collapse test(CurveLosses curve) {
        List<Bucket> read = curve.beyond().stream().filter(bucket -> bucket.excess() != null).toList();
        if (read.isEmpty()) {
            throw new IllegalArgumentException("trial " + curve.trialId() + " has no loss from a fresh state beyond its"
                    + " training length " + curve.trainLength());
        }
        boolean absolute = startsUnknown(curve, read);
        double worst = Double.NEGATIVE_INFINITY;
        Long position = null;
        boolean judged = false;
        for (Bucket bucket : read) {
            double excess = absolute ? bucket.loss() - curve.baseline().loss() : bucket.excess();
            double stderr = absolute ? Math.hypot(bucket.stderr(), curve.baseline().stderr()) : bucket.excessStderr();
            judged |= !Double.isNaN(stderr) || Double.isInfinite(excess);
            worst = Math.max(worst, excess);
            if (position == null && (aboveLimit(excess, stderr, bucket.sequences(), read.size())
                    || !absolute && brokenDown(bucket, read.size()))) {
                position = bucket.from();
            }
        }
        if (!judged && position == null) {
            throw new IllegalArgumentException("trial " + curve.trialId() + " cannot be tested: no bucket beyond its"
                    + " training length " + curve.trainLength() + " has a standard error, since it was probed on "
                    + read.get(0).sequences() + " sequence" + (read.get(0).sequences() == 1 ? "" : "s")
                    + " with few tokens");
        }
        return new Collapse(curve.trialId(), curve.baseline().loss(), curve.worst(), position != null, position, worst,
                absolute);
    }

    private boolean startsUnknown(CurveLosses curve, List<Bucket> read) {
        Bucket first = read.get(0);
        double rise = first.loss() - first.excess() - curve.baseline().loss();
        double stderr = Math.hypot(first.stderr(), curve.baseline().stderr());
        int freedom = first.sequences() == 1 ? FamilyWise.BLOCK_FREEDOM : first.sequences() - 1;
        return rise > limit && rise > familyWise.clear(1, freedom) * stderr;
    }

    private boolean aboveLimit(double excess, double stderr, int sequences, int buckets) {
        if (Double.isInfinite(excess)) {
            return excess > 0;
        }
        int freedom = sequences == 1 ? FamilyWise.BLOCK_FREEDOM : sequences - 1;
        return excess > limit + familyWise.median(buckets, freedom) * stderr
                && excess > familyWise.clear(buckets, freedom) * stderr;
    }

    private boolean brokenDown(Bucket bucket, int buckets) {
        double clear = familyWise.clear(buckets * Math.max(1, bucket.sequences()), FamilyWise.BLOCK_FREEDOM);
        long broken = bucket.bySequence().stream().filter(one -> one.excess() > BROKEN * limit
                && one.excess() > clear * one.stderr()).count();
        return broken > 0 && ONE_IN * broken >= bucket.sequences();
    }
}
