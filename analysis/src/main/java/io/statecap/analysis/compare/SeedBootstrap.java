package io.statecap.analysis.compare;

import io.statecap.analysis.law.JointOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Slopes of one sweep's line when its seeds are drawn anew: within each size as many as it has, each with its trials of
 * all training lengths. The draws depend on nothing but the trials and the sweep's place among those compared.
 */
final class SeedBootstrap {

    static final int REPLICATES = 400;
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
                search.from(List.of(new LineLikelihood(draw, tested)), best.at()).line().slope()).toArray();
    }
}
