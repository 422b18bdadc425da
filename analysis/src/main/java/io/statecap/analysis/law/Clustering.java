package io.statecap.analysis.law;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.FDistribution;

/**
 * What the trials of one seed share, from the residuals of a model with a threshold of its own for every size.
 *
 * <p>Trials of one seed share their data and, at one size, their initial draws. If that matters, the numbers of
 * collapsed trials vary more between seeds than coin flips do. The factor {@code within} is that of the counts of a
 * size and seed: it bears on everything, also on how sizes differ. What is left of {@code across}, that of the counts
 * of a seed over all sizes, shifts all sizes alike: it makes every threshold less certain, but does not say that sizes
 * differ.
 *
 * @param within  variance of the counts of a size and seed over that of independent trials; at least 1
 * @param freedom degrees of freedom of that ratio; 0 where no size has two seeds, and nothing is known
 * @param across  the same of the counts of a seed over all sizes
 * @param shift   standard deviation of ln T that all thresholds have in common through the seeds that were drawn
 * @param seeds   number of seeds
 * @param trials  number of trials
 */
public record Clustering(double within, int freedom, double across, double shift, int seeds, int trials) {

    private static final double LEAST_VARIANCE = 0.5;
    /** Variance of a size and seed's count from which its residual says something. */
    private static final double INFORMATIVE = 0.05;

    /** By a model with a threshold of its own for each size. */
    static Clustering of(CollapseModel model) {
        double[] thresholds = model.perSize(model.counts());
        int sizes = model.sizes().length;
        double rate = thresholds[sizes];
        int seeds = model.bySeed().size();
        double squares = 0;
        double squaresBySeed = 0;
        double variance = 0;
        int[] clusters = new int[sizes];
        for (CollapseModel.Counts seed : model.bySeed()) {
            double[] sums = new double[sizes];
            double[] variances = new double[sizes];
            for (int cell = 0; cell < model.sizeOf().length; cell++) {
                int size = model.sizeOf()[cell];
                double p = 1 / (1 + Math.exp(-rate * (thresholds[size] - model.logLength()[cell])));
                sums[size] += seed.collapsed()[cell] - seed.trials()[cell] * p;
                variances[size] += seed.trials()[cell] * p * (1 - p);
            }
            for (int size = 0; size < sizes; size++) {
                squares += sums[size] * sums[size];
                variance += variances[size];
                clusters[size] += variances[size] > INFORMATIVE ? 1 : 0;
            }
            squaresBySeed += Math.pow(Arrays.stream(sums).sum(), 2);
        }
        int freedom = Arrays.stream(clusters).map(count -> Math.max(0, count - 1)).sum();
        if (freedom == 0 || variance < LEAST_VARIANCE) {
            return new Clustering(1, 0, 1, 0, seeds, model.trials());
        }
        double within = Math.max(1, squares / variance * Arrays.stream(clusters).sum() / freedom);
        double across = squaresBySeed / variance * seeds / (seeds - 1);
        return new Clustering(within, freedom, across, Math.sqrt(Math.max(0, across - within) / variance) / rate, seeds,
                model.trials());
    }

    /**
     * Largest deviance inside a 95 % interval, but for the common shift. With independent trials and many seeds it is
     * 3.84, the chi-squared point; it grows with the factor within sizes and, by Student's t, with how little is known
     * of that. {@code docs/analysis.md} has the coverage.
     */
    public double limit() {
        double t = LeastSquares.quantile(freedom == 0 ? Math.max(1, trials - 2) : Math.max(freedom, bySeed()));
        return within * t * t;
    }

    /** How far all thresholds together may be off through the seeds that were drawn, at 95 %, ln T. */
    public double reach() {
        return shift == 0 ? 0 : shift * LeastSquares.quantile(Math.max(2, seeds - 1));
    }

    /**
     * For what is pooled over seeds alone: their effect is not all of the spread, so twice their degrees of freedom.
     */
    private int bySeed() {
        return Math.max(1, 2 * (seeds - 1));
    }

    /**
     * Probability of a likelihood ratio at least as large, if the sizes do not differ: by the F distribution, as the
     * factor within sizes is itself only known from few seeds.
     *
     * @param statistic twice the difference of the log-likelihoods
     * @param terms     parameters that are tested
     */
    public double p(double statistic, int terms) {
        int known = freedom == 0 ? Math.max(1, trials - terms - 2) : freedom;
        return 1 - new FDistribution(null, terms, known).cumulativeProbability(statistic / within / terms);
    }

    /** The same where what differs need not be sizes of one sweep, so that what shifts all sizes of a seed matters. */
    public double pBetween(double statistic, int terms) {
        if (freedom == 0) {
            return p(statistic, terms);
        }
        double bySeed = new FDistribution(null, terms, bySeed())
                .cumulativeProbability(statistic / Math.max(1, across) / terms);
        return Math.max(p(statistic, terms), 1 - bySeed);
    }

    /** Of several sweeps, whose seeds have nothing to do with one another: means by degrees of freedom. */
    static Clustering pooled(List<Clustering> all) {
        int freedom = all.stream().mapToInt(Clustering::freedom).sum();
        int bySeed = all.stream().mapToInt(one -> one.seeds() - 1).sum();
        return new Clustering(freedom == 0 ? 1 : all.stream().mapToDouble(one -> one.within() * one.freedom()).sum()
                / freedom, freedom, bySeed == 0 ? 1 : all.stream().mapToDouble(one -> one.across() * (one.seeds() - 1))
                .sum() / bySeed, 0, bySeed + 1, all.stream().mapToInt(Clustering::trials).sum());
    }
}
