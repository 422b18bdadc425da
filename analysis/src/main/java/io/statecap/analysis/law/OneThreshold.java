package io.statecap.analysis.law;

/**
 * Whether all sizes of a model have one threshold, by likelihood ratio.
 *
 * @param statistic        twice the difference of the log-likelihoods: a threshold each against one for all
 * @param degreesOfFreedom sizes less one
 * @param p                probability of a statistic at least as large if there is one threshold, see
 *                         {@link Clustering#p}
 */
public record OneThreshold(double statistic, int degreesOfFreedom, double p) {

    /** @param clustering of the family that the sizes belong to */
    public static OneThreshold test(CollapseModel model, Clustering clustering) {
        double[] each = model.perSize(model.counts());
        double separate = model.value(each, each[each.length - 1], model.counts());
        double common = model.peak(new double[each.length - 1], model.counts(), null).value();
        double statistic = Math.max(0, 2 * (separate - common));
        return new OneThreshold(statistic, each.length - 2, clustering.p(statistic, each.length - 2));
    }
}
