package io.statecap.analysis;

import io.statecap.analysis.law.Clustering;
import io.statecap.analysis.law.CollapseModel;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.threshold.Family;
import io.statecap.analysis.threshold.GroupText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether models of equal state size but different shape have one threshold: if a law of S alone holds, they do.
 *
 * @param stateSize S, elements
 * @param groups    what sets them apart, for example {@code layers=4 dState=16}
 * @param p         probability of thresholds at least as different if they have one
 */
public record EqualSizes(long stateSize, List<String> groups, double p) {

    /** One an S that several groups of the family have, where some of their trials collapse and some do not. */
    static List<EqualSizes> of(Family family, Clustering clustering) {
        Map<String, String> labels = GroupText.shortLabels(family.sizes().stream().map(Family.Size::group).toList());
        List<EqualSizes> tests = new ArrayList<>();
        for (long stateSize : family.sizes().stream().mapToLong(Family.Size::stateSize).distinct().toArray()) {
            Family equal = family.where(size -> size.stateSize() == stateSize);
            if (equal.sizes().size() > 1) {
                try {
                    CollapseModel model = equal.model(Variable.STATE_SIZE);
                    tests.add(new EqualSizes(stateSize, equal.sizes().stream().map(size -> labels.get(size.group()))
                            .toList(), model.pOfOneThreshold(clustering)));
                } catch (IllegalArgumentException e) {
                    // All of them ended alike: nothing speaks against one threshold.
                    continue;
                }
            }
        }
        return tests;
    }
}
