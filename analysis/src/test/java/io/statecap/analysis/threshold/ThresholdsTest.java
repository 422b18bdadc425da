package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.Rows;
import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

    private static final Criterion CRITERION = new Criterion(Criterion.Kind.EXCESS, 0.1, "age<=8", 0, 1);

    /** @param position where the trial collapses; null if it does not */
    private static Outcome outcome(String group, long size, int length, long seed, Long position) {
        String id = group + size + "-" + length + "-" + seed;
        return new Outcome(Rows.trial(id, group, size, length, seed, "ok"), new Collapse(id, 1, 1,
                position != null, position, 1, false), 4096);
    }

    private static Outcome outcome(String group, long size, int length, long seed, boolean collapsed) {
        return outcome(group, size, length, seed, collapsed ? (Long) (2L * length) : null);
    }

    private static List<ThresholdRow> rows(List<Outcome> outcomes) {
        return Family.of(outcomes).stream().flatMap(family -> Thresholds.rows(family, CRITERION).stream()).toList();
    }

    private static ThresholdRow overSeeds(List<Outcome> outcomes) {
        return rows(outcomes).stream().filter(row -> row.seed() == null).findFirst().orElseThrow();
    }

    private static String bracket(ThresholdRow row) {
        return row.stateSize() + " " + row.seed() + ": " + row.lower() + ".." + row.upper() + (row.monotone() ? ""
                : " not")
                + ", " + row.seeds() + " seeds, " + row.trials() + " trials";
    }

    @Test
    void eachSeedAndAllOfThem() {
        List<Outcome> outcomes = new ArrayList<>(List.of(
                outcome("g", 100, 32, 0, true), outcome("g", 100, 64, 0, false), outcome("g", 100, 128, 0, false),
                outcome("g", 100, 32, 1, true), outcome("g", 100, 64, 1, true), outcome("g", 100, 128, 1, false)));
        List<ThresholdRow> rows = rows(outcomes);
        assertEquals(List.of("100 0: 32..64, 1 seeds, 3 trials", "100 1: 64..128, 1 seeds, 3 trials",
                "100 null: 64..128, 2 seeds, 6 trials"), rows.stream().map(ThresholdsTest::bracket).toList());
        assertEquals(List.of(64.0, 128.0), rows.subList(0, 2).stream().map(ThresholdRow::estimate).toList());
        assertEquals(4096, rows.get(0).horizon());
        Collections.reverse(outcomes);
        assertEquals(rows, rows(outcomes));
    }

    @Test
    void equalSizesOfDifferentShapeAreNotPooled() {
        List<ThresholdRow> rows = rows(List.of(
                outcome("model.dModel=32,model.dState=16", 100, 32, 0, true),
                outcome("model.dModel=64,model.dState=8", 100, 32, 0, false)));
        assertEquals(List.of("100 0: 32..null, 1 seeds, 1 trials", "100 null: 32..null, 1 seeds, 1 trials",
                "100 0: null..32, 1 seeds, 1 trials", "100 null: null..32, 1 seeds, 1 trials"),
                rows.stream().map(ThresholdsTest::bracket).toList());
    }

    /** Shares 3/4, 1/2, 1/4 at T = 64, 128, 256 are those of a threshold of 128 exactly. */
    @Test
    void symmetricSharesPutTheThresholdInTheMiddle() {
        ThresholdRow row = overSeeds(shares(new int[] {64, 128, 256}, new int[] {30, 20, 10}, 40));
        assertEquals(128, row.estimate(), 0.1);
        assertEquals(128 * 128, row.ciLow() * row.ciHigh(), 300);
    }

    /** Collapsed trials among longer healthy ones pull the estimate out of the bracket, and it stays there. */
    @Test
    void estimatesAreNotMovedIntoTheirBracket() {
        ThresholdRow row = overSeeds(shares(new int[] {32, 64, 128, 256, 512}, new int[] {5, 2, 2, 2, 0}, 5));
        assertEquals("32..64", row.lower() + ".." + row.upper());
        assertTrue(row.estimate() > 64, row.toString());
        assertTrue(row.ciLow() == null || row.ciLow() < row.estimate(), row.toString());
    }

    private static List<Outcome> shares(int[] lengths, int[] collapsed, int seeds) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            for (int seed = 0; seed < seeds; seed++) {
                outcomes.add(outcome("g", 100, lengths[i], seed, seed < collapsed[i]));
            }
        }
        return outcomes;
    }

    @Test
    void sizesThatEndAlikeHaveNoEstimate() {
        for (boolean collapsed : new boolean[] {false, true}) {
            List<Outcome> outcomes = new ArrayList<>(shares(new int[] {32, 64}, new int[] {2, 1}, 3));
            outcomes.replaceAll(one -> outcome("other", 200, one.trial().trainLength(), one.trial().seed(),
                    one.collapsed()));
            outcomes.addAll(shares(new int[] {32, 64}, collapsed ? new int[] {3, 3} : new int[] {0, 0}, 3));
            ThresholdRow row = rows(outcomes).stream().filter(one -> one.seed() == null && one.stateSize() == 100)
                    .findFirst().orElseThrow();
            assertNull(row.estimate(), row.toString());
            assertNull(collapsed ? row.upper() : row.lower(), row.toString());
        }
    }

    /** A search leaves lengths at which one seed was tried: that one is no majority. */
    @Test
    void noBracketRestsOnOneSeedOfSeveral() {
        List<Outcome> outcomes = new ArrayList<>(shares(new int[] {32, 64, 128}, new int[] {3, 2, 0}, 3));
        outcomes.add(outcome("g", 100, 96, 1, true));
        ThresholdRow row = overSeeds(outcomes);
        assertEquals("64..128", row.lower() + ".." + row.upper());
        assertTrue(Family.of(outcomes).get(0).searched());
        assertFalse(Family.of(shares(new int[] {32, 64}, new int[] {1, 0}, 3)).get(0).searched());
    }

    /** A trial that collapses late is healthy to a short look. */
    @Test
    void thresholdsByHorizon() {
        List<Outcome> outcomes = new ArrayList<>();
        for (long seed = 0; seed < 4; seed++) {
            for (int length = 32; length <= 256; length *= 2) {
                outcomes.add(outcome("g", 100, length, seed, length <= 64 ? Long.valueOf(600)
                        : length == 128 ? Long.valueOf(3000) : null));
            }
        }
        List<HorizonRow> rows = Horizons.of(Family.of(outcomes).get(0), "", CRITERION, rows(outcomes), null);
        assertEquals(List.of(512L, 1024L, 2048L, 4096L), rows.stream().map(HorizonRow::horizon).toList());
        assertEquals(List.of(0, 8, 8, 12), rows.stream().map(HorizonRow::collapsed).toList());
        assertNull(rows.get(0).estimates().get(0));
        assertEquals(Math.sqrt(64 * 128), rows.get(2).estimates().get(0), 3);
        assertEquals(Math.sqrt(128 * 256), rows.get(3).estimates().get(0), 5);
    }

    /** Whatever the outcomes and however few the seeds: intervals hold the estimate. */
    @Test
    void rowsNeverContradictThemselves() {
        Random random = new Random(11);
        for (int round = 0; round < 150; round++) {
            int seeds = 1 + random.nextInt(5);
            int count = 1 + random.nextInt(7);
            double rate = random.nextDouble();
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                for (int seed = 0; seed < seeds; seed++) {
                    outcomes.add(outcome("g", 100, 32 << i, seed, random.nextDouble() < rate));
                }
            }
            ThresholdRow row = overSeeds(outcomes);
            String text = row.toString();
            if (row.estimate() != null) {
                assertTrue(row.ciLow() == null || row.ciLow() <= row.estimate() && row.ciLow() > 0, text);
                assertTrue(row.ciHigh() == null || row.ciHigh() >= row.estimate(), text);
            }
        }
    }
}
