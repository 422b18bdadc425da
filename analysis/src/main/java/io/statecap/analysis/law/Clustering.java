package io.statecap.analysis.law;

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

    /**
     * @param squares       of the residuals of the counts of a size and seed, summed
     * @param squaresBySeed of the residuals of the counts of a seed, summed
     * @param variance      of the counts of independent trials, summed
     * @param clusters      pairs of size and seed
     * @param rate          1/s
     */
    static Clustering of(double squares, double squaresBySeed, double variance, int clusters, int freedom, int seeds,
                         int trials, double rate) {
        if (freedom == 0 || variance < LEAST_VARIANCE) {
            return new Clustering(1, 0, 1, 0, seeds, trials);
        }
        double within = Math.max(1, squares / variance * clusters / freedom);
        double across = squaresBySeed / variance * seeds / (seeds - 1);
        return new Clustering(within, freedom, across, Math.sqrt(Math.max(0, across - within) / variance) / rate, seeds,
                trials);
    }

    /**
     * Largest deviance inside a 95 % interval, but for the common shift. With independent trials and many seeds it is
     * 3.84, the chi-squared point; it grows with the factor within sizes and, by Student's t, with how little is known
     * of that. {@code docs/analysis.md} has the coverage.
     */
    public double limit() {
        double t = StudentT.quantile(freedom == 0 ? Math.max(1, trials - 2) : Math.max(freedom, bySeed()));
        return within * t * t;
    }

    /** How far all thresholds together may be off through the seeds that were drawn, at 95 %, ln T. */
    public double reach() {
        return shift == 0 ? 0 : shift * StudentT.quantile(Math.max(2, seeds - 1));
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
