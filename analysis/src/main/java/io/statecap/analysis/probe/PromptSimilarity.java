package io.statecap.analysis.probe;

import io.statecap.analysis.table.StateRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/**
 * How little a model's states depend on what it reads: for each head, the correlation over positions of the logarithm
 * of its RMS between two prompts, mean over pairs of prompts and heads. 1: the curves have the same shape; near 0: they
 * are unrelated. Heads whose curve is constant or not finite have no correlation and are left out.
 */
public final class PromptSimilarity {

    private PromptSimilarity() {}

    /**
     * @param rows of one model and mitigation, several prompts, in any order
     * @return from −1 to 1; empty with fewer than two prompts
     */
    public static OptionalDouble of(List<StateRow> rows) {
        Map<List<Integer>, Map<String, TreeMap<Long, Double>>> curves = new HashMap<>();
        for (StateRow row : rows) {
            curves.computeIfAbsent(List.of(row.layer(), row.head()), head -> new TreeMap<>())
                    .computeIfAbsent(row.prompt(), prompt -> new TreeMap<>()).put(row.position(), Math.log(row.rms()));
        }
        List<Double> correlations = new ArrayList<>();
        for (Map<String, TreeMap<Long, Double>> head : curves.values()) {
            List<TreeMap<Long, Double>> prompts = List.copyOf(head.values());
            for (int i = 0; i < prompts.size(); i++) {
                for (int j = i + 1; j < prompts.size(); j++) {
                    double correlation = correlation(prompts.get(i), prompts.get(j));
                    if (Double.isFinite(correlation)) {
                        correlations.add(correlation);
                    }
                }
            }
        }
        correlations.sort(null);
        return correlations.stream().mapToDouble(Double::doubleValue).average();
    }

    /** Pearson's, over the positions that both have. */
    private static double correlation(TreeMap<Long, Double> a, TreeMap<Long, Double> b) {
        List<Long> positions = a.keySet().stream().filter(b::containsKey).toList();
        return positions.size() < 2 ? Double.NaN : new PearsonsCorrelation().correlation(
                positions.stream().mapToDouble(a::get).toArray(), positions.stream().mapToDouble(b::get).toArray());
    }
}
