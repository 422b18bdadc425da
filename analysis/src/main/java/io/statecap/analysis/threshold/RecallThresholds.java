package io.statecap.analysis.threshold;

import io.statecap.analysis.law.Observation;
import io.statecap.analysis.probe.PasskeyAccuracy;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Brackets of the recall length of a state size: the longest context of which a passkey is retrieved with an accuracy
 * above 95 %, mean over depths, for the best of the training lengths (arXiv 2410.07145, section 4.3). The bracket runs
 * from the longest tested context that passes to the next longer tested one; the plain estimate is its lower end, the
 * paper's way. {@code monotone} is false when a shorter context did not pass.
 */
public final class RecallThresholds {

    /** Longest context with accurate recall. */
    public static final String T_RECALL = "T_recall";
    /** Canonical text of the rule. */
    public static final String CRITERION = "passkey>0.95";

    private static final String SLICE = "all";

    private RecallThresholds() {}

    /** By data, group without its size axes, state size and group. */
    private static final Comparator<ModelSize> ORDER = Comparator.comparing(ModelSize::dataset)
            .thenComparing(size -> GroupText.withoutSizes(size.group())).thenComparingLong(ModelSize::stateSize)
            .thenComparing(ModelSize::group);

    /** Accuracies of one trial by context length, mean over depths. */
    private record Trial(long seed, int trainLength, Map<Long, Double> accuracy) {}

    /**
     * What the passkey tables say of models that differ in nothing but the axes that make the state size.
     *
     * @param group    without those axes
     * @param rows     brackets of every size: its seeds, then over the seeds
     * @param recalled whether each seed recalled each context, for the training length that recalls longest; the
     *                 context stands for T
     */
    public record Recalled(String dataset, String group, List<ThresholdRow> rows, List<Observation> recalled) {}

    /**
     * @param trials   finished trials; those without passkey rows are passed over
     * @param passkeys rows of any step and mitigation; only the end of training without mitigation counts
     */
    public static List<Recalled> of(Collection<TrialRow> trials, List<PasskeyRow> passkeys) {
        Map<String, List<PasskeyRow>> byTrial = passkeys.stream()
                .filter(row -> row.step() == null && (row.mitigation() == null || row.mitigation().equals("none")))
                .collect(Collectors.groupingBy(PasskeyRow::trialId));
        Map<ModelSize, List<Trial>> cells = new TreeMap<>(ORDER);
        for (TrialRow trial : trials) {
            List<PasskeyRow> rows = byTrial.get(trial.trialId());
            if (rows != null) {
                cells.computeIfAbsent(ModelSize.of(trial), key -> new ArrayList<>())
                        .add(new Trial(trial.seed(), trial.trainLength(), accuracy(rows)));
            }
        }
        Map<List<String>, Recalled> families = new LinkedHashMap<>();
        cells.forEach((cell, members) -> {
            Recalled family = families.computeIfAbsent(List.of(cell.dataset(), GroupText.withoutSizes(cell.group())),
                    key -> new Recalled(key.get(0), key.get(1), new ArrayList<>(), new ArrayList<>()));
            int size = (int) family.rows().stream().filter(row -> row.seed() == null).count();
            int before = family.recalled().size();
            List<Long> seeds = members.stream().map(Trial::seed).distinct().sorted().toList();
            for (Long seed : seeds) {
                Map<Long, Double> best = best(members.stream().filter(trial -> trial.seed() == seed).toList());
                family.rows().add(row(cell, seed, 1, best, best.size()));
                best.forEach((context, accuracy) -> family.recalled().add(new Observation(size, cell.stateSize(), seed,
                        context, accuracy > PasskeyAccuracy.RELIABLE)));
            }
            family.rows().add(row(cell, null, seeds.size(), best(members), family.recalled().size() - before));
        });
        return List.copyOf(families.values());
    }

    private static Map<Long, Double> accuracy(List<PasskeyRow> rows) {
        PasskeyAccuracy cells = new PasskeyAccuracy(rows);
        Map<Long, Double> accuracy = new TreeMap<>();
        cells.contextLengths().forEach(length -> accuracy.put(length, cells.depths().stream()
                .map(depth -> cells.at(length, depth)).flatMapToDouble(OptionalDouble::stream).average().orElseThrow()));
        return accuracy;
    }

    /** Accuracies of the training length with the longest recall, averaged over its seeds. */
    private static Map<Long, Double> best(List<Trial> trials) {
        Map<Long, Double> best = null;
        Map<Integer, List<Trial>> byLength = trials.stream()
                .collect(Collectors.groupingBy(Trial::trainLength, TreeMap::new, Collectors.toList()));
        for (List<Trial> sameLength : byLength.values()) {
            Map<Long, Double> mean = sameLength.stream().flatMap(trial -> trial.accuracy().entrySet().stream())
                    .collect(Collectors.groupingBy(Map.Entry::getKey, TreeMap::new,
                            Collectors.averagingDouble(Map.Entry::getValue)));
            best = best == null || reach(bracket(mean)) > reach(bracket(best)) ? mean : best;
        }
        return best;
    }

    private static ThresholdRow row(ModelSize cell, Long seed, int seeds, Map<Long, Double> accuracy, int trials) {
        Bracket bracket = bracket(accuracy);
        Double estimate = bracket.lower() == null ? null : bracket.lower().doubleValue();
        return new ThresholdRow(T_RECALL, cell.dataset(), cell.group(), CRITERION, SLICE, cell.stateSize(), seed,
                bracket.lower(), bracket.upper(), estimate, null, null, bracket.monotone(), seeds, trials, null);
    }

    private static long reach(Bracket bracket) {
        return bracket.lower() == null ? 0 : bracket.lower();
    }

    /** As of collapse, with "recalled" in its place: it ends as the context grows. */
    private static Bracket bracket(Map<Long, Double> accuracy) {
        Map<Long, Boolean> recalled = new TreeMap<>();
        accuracy.forEach((context, share) -> recalled.put(context, share > PasskeyAccuracy.RELIABLE));
        return Bracket.of(recalled);
    }
}
