package io.statecap.analysis.probe;

import io.statecap.analysis.table.StateRow;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far one head's state grows beyond what it was at the training length (arXiv 2410.07145, 3.2).
 *
 * @param layer     0-based
 * @param head      0-based
 * @param reference RMS at the last probed position within the training length
 * @param worst     largest RMS beyond the training length
 * @param factor    {@code worst / reference}; infinite for a state that was zero
 * @param position  first probed position whose RMS exceeds the limit times the reference; null if none
 */
public record HeadExplosion(int layer, int head, double reference, double worst, double factor, Long position) {

    /** A head counts as exploded where its RMS exceeds this many times its value at the training length. */
    private static final double LIMIT = 2;

    /**
     * @param rows        of one model, prompt and mitigation, in any order
     * @param trainLength training length, tokens
     * @return one a head that was probed on both sides of the training length, the largest factor first
     */
    public static List<HeadExplosion> of(List<StateRow> rows, long trainLength) {
        Map<Integer, Map<Integer, List<StateRow>>> heads = rows.stream().collect(Collectors.groupingBy(StateRow::layer,
                TreeMap::new, Collectors.groupingBy(StateRow::head, TreeMap::new, Collectors.toList())));
        return heads.values().stream().flatMap(layer -> layer.values().stream())
                .flatMap(head -> ofHead(head, trainLength).stream())
                .sorted(Comparator.comparingDouble(HeadExplosion::factor).reversed()).toList();
    }

    private static Optional<HeadExplosion> ofHead(List<StateRow> head, long trainLength) {
        List<StateRow> sorted = head.stream().sorted(Comparator.comparingLong(StateRow::position)).toList();
        List<StateRow> beyond = sorted.stream().filter(row -> row.position() >= trainLength).toList();
        if (beyond.isEmpty() || beyond.size() == sorted.size()) {
            return Optional.empty();
        }
        StateRow last = sorted.get(sorted.size() - beyond.size() - 1);
        double worst = beyond.stream().mapToDouble(StateRow::rms).max().orElseThrow();
        // A NaN fails every comparison; it counts as an explosion.
        Long position = beyond.stream().filter(row -> !(row.rms() <= LIMIT * last.rms())).map(StateRow::position)
                .findFirst().orElse(null);
        return Optional.of(new HeadExplosion(last.layer(), last.head(), last.rms(), worst,
                worst == 0 ? 0 : worst / last.rms(), position));
    }
}
