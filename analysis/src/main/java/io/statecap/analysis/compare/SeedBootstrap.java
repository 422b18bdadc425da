package io.statecap.analysis.compare;

import io.statecap.analysis.law.JointOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Slopes of one sweep's line when its seeds are drawn anew: within each size as many as it has, each with its trials of
 * all training lengths. The draws depend on nothing but the trials and the sweep's place among those compared.
 */
final class SeedBootstrap {

    static final int REPLICATES = 500;
    private static final double TAIL = 0.025;
    private static final long SEED = 0x5eedb007L;

    private final LineSearch search;
    private final List<List<List<JointOutcome>>> seedsBySize;
    private final double[] tested;
    private final SplittableRandom random;

    SeedBootstrap(LineSearch search, List<JointOutcome> outcomes, int place) {
        this.search = search;
        TreeMap<Integer, TreeMap<Long, List<JointOutcome>>> sizes = new TreeMap<>();
        outcomes.forEach(outcome -> sizes.computeIfAbsent(outcome.size(), size -> new TreeMap<>())
                .computeIfAbsent(outcome.seed(), seed -> new ArrayList<>()).add(outcome));
        seedsBySize = sizes.values().stream().map(seeds -> List.copyOf(seeds.values())).toList();
        tested = outcomes.stream().mapToDouble(JointOutcome::trainLength).distinct().sorted().toArray();
        random = new SplittableRandom(SEED + place);
    }

    /**
     * The share of replicates to leave out at each end of a 95 % interval. Draws of n seeds vary less than seeds do, by
     * the factor (n − 1)/n in variance, so fewer than 2.5 % are left out: the expanded percentile interval of
     * Hesterberg (2015, "What Teachers Should Know About the Bootstrap"), with Student's t for the seeds of all sizes.
     *
     * @return 0 where no size of some sweep has two seeds, and nothing can be said
     */
    static double tail(List<SeedBootstrap> sweeps) {
        double expansion = 1;
        int freedom = 0;
        for (SeedBootstrap sweep : sweeps) {
            int seeds = sweep.seedsBySize.stream().mapToInt(List::size).sum();
            int own = seeds - sweep.seedsBySize.size();
            if (own == 0) {
                return 0;
            }
            expansion = Math.max(expansion, Math.sqrt(seeds / (double) own));
            freedom += own;
        }
        double t = new TDistribution(null, freedom).inverseCumulativeProbability(1 - TAIL);
        return new NormalDistribution(null, 0, 1).cumulativeProbability(-expansion * t);
    }

    /** One slope a replicate whose trials had both outcomes. */
    double[] slopes(LineSearch.Found best, int replicates) {
        List<List<JointOutcome>> draws = new ArrayList<>();
        for (int i = 0; i < replicates; i++) {
            List<JointOutcome> draw = new ArrayList<>();
            for (List<List<JointOutcome>> seeds : seedsBySize) {
                for (int j = 0; j < seeds.size(); j++) {
                    draw.addAll(seeds.get(random.nextInt(seeds.size())));
                }
            }
            long collapsed = draw.stream().filter(JointOutcome::collapsed).count();
            if (collapsed > 0 && collapsed < draw.size()) {
                draws.add(draw);
            }
        }
        return draws.parallelStream().mapToDouble(draw ->
                search.near(new LineLikelihood(draw, tested), best.at()).slope()).toArray();
    }
}
