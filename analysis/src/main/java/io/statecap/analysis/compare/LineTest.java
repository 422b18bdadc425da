package io.statecap.analysis.compare;

import io.statecap.analysis.law.JointOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * Whether several sweeps have one line T = a S + b or each its own, by likelihood ratio: twice the log-likelihood of a
 * line for each sweep minus that of the best common line, against chi-squared. Each sweep keeps its own scale s in
 * both, so a sweep whose seeds scatter more is not taken for one with another line.
 *
 * <p>Chi-squared holds for many independent trials. {@code LineTestExperiment} measures what it does for few, and for
 * trials of one seed that share a threshold; {@code docs/exports.md} has the figures. {@link SlopeDifference} does not
 * take the trials of a seed as independent: its bootstrap draws whole seeds, within each size of each sweep.
 *
 * @param family           label of the families that are compared; empty where every sweep has one
 * @param sweeps           names of the sweeps
 * @param common           the best common line
 * @param statistic        twice the difference of the log-likelihoods
 * @param degreesOfFreedom two for each sweep but one
 * @param p                probability of a statistic at least as large if there is one line
 * @param differences      of slopes, each later sweep against the first
 */
public record LineTest(String family, List<String> sweeps, Line common, double statistic, int degreesOfFreedom,
        double p,
                       List<SlopeDifference> differences) {

    private static final int PARAMETERS = 2;

    public LineTest {
        sweeps = List.copyOf(sweeps);
        differences = List.copyOf(differences);
    }

    /**
     * @param family   label
     * @param outcomes trials of each sweep by its name, at least two sweeps, each such that its joint fit has a line
     */
    public static LineTest of(String family, Map<String, List<JointOutcome>> outcomes) {
        return of(family, outcomes, SeedBootstrap.REPLICATES);
    }

    /** @param replicates of the bootstrap; 0 for no interval */
    static LineTest of(String family, Map<String, List<JointOutcome>> outcomes, int replicates) {
        if (outcomes.size() < 2) {
            throw new IllegalArgumentException("a comparison of lines needs two sweeps, got " + outcomes.size());
        }
        double largest = outcomes.values().stream().flatMap(List::stream).mapToDouble(JointOutcome::stateSize).max()
                .orElseThrow();
        LineSearch search = new LineSearch(largest);
        Map<String, LineSearch.Found> own = new LinkedHashMap<>();
        Map<String, double[]> slopes = new LinkedHashMap<>();
        Map<String, SeedBootstrap> seeds = new LinkedHashMap<>();
        List<LineLikelihood> all = new ArrayList<>();
        outcomes.forEach((sweep, trials) -> {
            LineLikelihood likelihood = new LineLikelihood(trials);
            all.add(likelihood);
            LineSearch.Found found = search.best(List.of(likelihood));
            own.put(sweep, found);
            SeedBootstrap bootstrap = new SeedBootstrap(search, trials, own.size());
            seeds.put(sweep, bootstrap);
            slopes.put(sweep, bootstrap.slopes(found, replicates));
        });
        LineSearch.Found common = search.best(all);
        double separate = own.values().stream().mapToDouble(LineSearch.Found::value).sum();
        double statistic = Math.max(0, 2 * (separate - common.value()));
        int freedom = PARAMETERS * (outcomes.size() - 1);
        List<String> names = List.copyOf(own.keySet());
        List<SlopeDifference> differences = names.stream().skip(1)
                .map(name -> {
                    double value = own.get(name).line().slope() - own.get(names.get(0)).line().slope();
                    double tail = SeedBootstrap.tail(List.of(seeds.get(names.get(0)), seeds.get(name)));
                    return difference(name, names.get(0), value, slopes, tail);
                }).toList();
        return new LineTest(family, names, common.line(), statistic, freedom,
                1 - new ChiSquaredDistribution(null, freedom).cumulativeProbability(statistic), differences);
    }

    private static SlopeDifference difference(String sweep, String against, double value, Map<String, double[]> slopes,
                                              double tail) {
        double[] first = slopes.get(sweep);
        double[] second = slopes.get(against);
        double[] drawn = new double[Math.min(first.length, second.length)];
        Arrays.setAll(drawn, i -> first[i] - second[i]);
        Arrays.sort(drawn);
        if (drawn.length == 0 || tail <= 0) {
            return new SlopeDifference(sweep, against, value, null, null);
        }
        int out = (int) Math.floor(tail * drawn.length);
        // A percentile interval need not hold the estimate of few, discrete outcomes.
        return new SlopeDifference(sweep, against, value, Math.min(value, drawn[out]),
                Math.max(value, drawn[drawn.length - 1 - out]));
    }
}
