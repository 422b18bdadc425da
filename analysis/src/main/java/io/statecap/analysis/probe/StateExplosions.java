package io.statecap.analysis.probe;

import io.statecap.analysis.table.StateRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which heads blow up, where, and by what factor over their value at the training length (arXiv 2410.07145, 3.2). */
public final class StateExplosions {

    /** A head counts as exploded where its RMS exceeds this many times its value at the training length. */
    public static final double LIMIT = 2;

    private StateExplosions() {}

    /**
     * @param rows        of one model, prompt and mitigation, in any order
     * @param trainLength training length, tokens
     * @param limit       factor from which a head counts as exploded
     * @return one a head that was probed on both sides of the training length, the largest factor first
     */
    public static List<HeadExplosion> of(List<StateRow> rows, long trainLength, double limit) {
        Map<Integer, Map<Integer, List<StateRow>>> heads = rows.stream().collect(Collectors.groupingBy(StateRow::layer,
                TreeMap::new, Collectors.groupingBy(StateRow::head, TreeMap::new, Collectors.toList())));
        List<HeadExplosion> explosions = new ArrayList<>();
        for (Map<Integer, List<StateRow>> layer : heads.values()) {
            for (List<StateRow> head : layer.values()) {
                explosion(head, trainLength, limit, explosions);
            }
        }
        explosions.sort(Comparator.comparingDouble(HeadExplosion::factor).reversed());
        return explosions;
    }

    private static void explosion(List<StateRow> head, long trainLength, double limit, List<HeadExplosion> into) {
        List<StateRow> sorted = head.stream().sorted(Comparator.comparingLong(StateRow::position)).toList();
        StateRow last = sorted.stream().filter(row -> row.position() < trainLength).reduce((a, b) -> b).orElse(null);
        List<StateRow> beyond = sorted.stream().filter(row -> row.position() >= trainLength).toList();
        if (last == null || beyond.isEmpty()) {
            return;
        }
        double worst = beyond.stream().mapToDouble(StateRow::rms).max().orElseThrow();
        // A NaN fails every comparison; it counts as an explosion.
        Long position = beyond.stream().filter(row -> !(row.rms() <= limit * last.rms())).map(StateRow::position)
                .findFirst().orElse(null);
        into.add(new HeadExplosion(last.layer(), last.head(), last.rms(), worst,
                worst == 0 ? 0 : worst / last.rms(), position));
    }
}
