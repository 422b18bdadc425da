package io.statecap.analysis.threshold;

import java.util.Map;
import java.util.TreeMap;

/**
 * Bracket of the shortest sufficient training length from the outcomes at the tested ones, tokens.
 *
 * @param lower    longest tested length below {@code upper}, or below the longest when all end in collapse; null when
 *                 the shortest tested length is already sufficient
 * @param upper    shortest tested length from which every longer tested one is healthy; null when the longest collapsed
 * @param monotone false when a length below {@code lower} was healthy too
 */
public record Bracket(Long lower, Long upper, boolean monotone) {

    /**
     * @param collapsedByLength outcome of each tested training length; not empty
     * @throws IllegalArgumentException if there is no tested length
     */
    public static Bracket of(Map<? extends Number, Boolean> collapsedByLength) {
        if (collapsedByLength.isEmpty()) {
            throw new IllegalArgumentException("a bracket needs at least one tested training length");
        }
        Map<Long, Boolean> tested = new TreeMap<>();
        collapsedByLength.forEach((length, collapsed) -> tested.put(length.longValue(), collapsed));
        Long lower = null;
        Long upper = null;
        boolean healthyBefore = false;
        boolean monotone = true;
        for (Map.Entry<Long, Boolean> entry : tested.entrySet()) {
            if (entry.getValue()) {
                monotone &= !healthyBefore;
                lower = entry.getKey();
                upper = null;
            } else {
                healthyBefore = true;
                if (upper == null) {
                    upper = entry.getKey();
                }
            }
        }
        return new Bracket(lower, upper, monotone);
    }
}
