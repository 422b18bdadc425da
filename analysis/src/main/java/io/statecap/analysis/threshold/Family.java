package io.statecap.analysis.threshold;

import io.statecap.analysis.law.Clustering;
import io.statecap.analysis.law.CollapseModel;
import io.statecap.analysis.law.JointFit;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Observation;
import io.statecap.analysis.law.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Trials of models that differ in nothing but the axes that make the state size, on the same data: what a law is about.
 *
 * @param dataset their data
 * @param group   their group without its size axes
 * @param sizes   by state size; two shapes of equal state size are two sizes
 */
public record Family(String dataset, String group, List<Size> sizes) {

    /**
     * What thresholds are never pooled over.
     *
     * @param group     every grid axis but training length and seed, as text
     * @param stateSize S, elements
     * @param outcomes  by training length and seed
     */
    public record Size(String group, long stateSize, List<Outcome> outcomes) {

        /** Whether some seed was not tried at every length: by a search, or in a sweep that is not whole. */
        public boolean searched() {
            return outcomes.stream().map(one -> one.trial().seed()).distinct().count()
                    * outcomes.stream().map(one -> one.trial().trainLength()).distinct().count() > outcomes.size();
        }

        /** The model of this size alone, whose constant law is its threshold. */
        CollapseModel model() {
            return CollapseModel.of(outcomes.stream().map(outcome -> observation(0, stateSize, outcome)).toList());
        }
    }

    /** Families by data and group. */
    public static List<Family> of(List<Outcome> outcomes) {
        Map<String, String> withoutSizes = new HashMap<>();
        Map<ModelSize, List<Outcome>> bySize = outcomes.stream().sorted(Comparator
                .comparingInt((Outcome outcome) -> outcome.trial().trainLength())
                .thenComparingLong(outcome -> outcome.trial().seed())
                .thenComparing(outcome -> outcome.trial().trialId()))
                .collect(Collectors.groupingBy(outcome -> ModelSize.of(outcome.trial())));
        Map<List<String>, List<Size>> families = new TreeMap<>(Comparator.comparing((List<String> key) -> key.get(0))
                .thenComparing(key -> key.get(1)));
        bySize.forEach((size, own) -> families.computeIfAbsent(List.of(size.dataset(), withoutSizes.computeIfAbsent(
                size.group(), GroupText::withoutSizes)), key -> new ArrayList<>())
                .add(new Size(size.group(), size.stateSize(), own)));
        return families.entrySet().stream().map(family -> new Family(family.getKey().get(0), family.getKey().get(1),
                family.getValue().stream().sorted(Comparator.comparingLong(Size::stateSize).thenComparing(Size::group))
                        .toList())).toList();
    }

    public List<Outcome> outcomes() {
        return sizes.stream().flatMap(size -> size.outcomes().stream()).toList();
    }

    /** The family without some of its sizes. */
    public Family where(Predicate<Size> kept) {
        return new Family(dataset, group, sizes.stream().filter(kept).toList());
    }

    /** The family with other outcomes: those that a shorter look at the trials would have had. */
    Family asOf(long horizon) {
        return new Family(dataset, group, sizes.stream().map(size -> new Size(size.group(), size.stateSize(),
                size.outcomes().stream().filter(outcome -> outcome.trial().trainLength() < horizon)
                        .map(outcome -> outcome.asOf(horizon)).toList())).toList());
    }

    /** Whether some size was {@link Size#searched}. */
    public boolean searched() {
        return sizes.stream().anyMatch(Size::searched);
    }

    /** How far all trials were looked at, tokens: the shortest end of their curves. */
    public long horizon() {
        return outcomes().stream().mapToLong(Outcome::horizon).min().orElse(0);
    }

    /**
     * The model of all trials.
     *
     * @throws IllegalArgumentException as {@link CollapseModel#of}
     */
    public CollapseModel model(Variable variable) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            for (Outcome outcome : sizes.get(i).outcomes()) {
                observations.add(observation(i, variable.of(outcome.trial()), outcome));
            }
        }
        return CollapseModel.of(observations);
    }

    private static Observation observation(int size, double x, Outcome outcome) {
        return new Observation(size, x, outcome.trial().seed(), outcome.trial().trainLength(), outcome.collapsed());
    }

    /** What its seeds share; null where all trials ended alike or at one length, so nothing is known. */
    public Clustering clustering() {
        try {
            return model(Variable.STATE_SIZE).clustering();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The line of the joint fit; empty where it cannot be fitted. */
    public Optional<LawFit> line() {
        try {
            CollapseModel model = model(Variable.STATE_SIZE);
            return Optional.of(JointFit.of(Law.LINEAR, model, Variable.STATE_SIZE, model.clustering()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
