package io.statecap.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Time of one analysis of 10 000 trials: 25 families of 8 state sizes, 10 training lengths and 5 seeds, 24 buckets, two
 * slices, 32 probe sequences. No build runs it: {@code docs/analysis.md} has its command and results.
 */
final class ScaleExperiment {

    private static final int SEQUENCES = 32;

    @Test
    void tenThousandTrials() {
        List<TrialRow> trials = new ArrayList<>();
        List<CurveRow> curves = new ArrayList<>();
        Random random = new Random(1);
        for (int family = 0; family < 25; family++) {
            for (int size = 1; size <= 8; size++) {
                for (int length = 16; length <= 8192; length *= 2) {
                    for (int seed = 0; seed < 5; seed++) {
                        String id = family + "-" + size + "-" + length + "-" + seed;
                        trials.add(Rows.trial(id, "model.dState=" + size + ",data.maxAge=" + family, size * 4096L,
                                length, seed, "ok"));
                        double excess = 40.0 * size / length * Math.exp(0.5 * random.nextGaussian());
                        addCurve(curves, id, length, excess, random);
                    }
                }
            }
        }
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            long startCpu = cpuTime();
            Analysis result = Analysis.analyse(trials, curves, List.of(), new Criterion(Criterion.Kind.EXCESS, 0.1, "age<=8", 0, 1));
            System.out.printf(Locale.ROOT, "%d trials, %d curve rows: %d thresholds, %d law rows in %.1f s, %.1f s of"
                            + " processor time%n",
                    trials.size(), curves.size(), result.thresholds().size(), result.laws().size(),
                    (System.nanoTime() - start) / 1e9, (cpuTime() - startCpu) / 1e9);
            assertEquals(200 * 6, result.thresholds().size());
        }
    }

    private static long cpuTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void addCurve(List<CurveRow> curves, String id, int length, double excess, Random random) {
        for (String slice : List.of("all", "age<=8")) {
            for (int bucket = 0; bucket < 24; bucket++) {
                double loss = bucket < 8 ? 1 : 1 + excess * (bucket - 7) / 16;
                List<Double> sequences = new ArrayList<>(SEQUENCES);
                for (int i = 0; i < SEQUENCES; i++) {
                    sequences.add(loss + 0.1 * random.nextGaussian());
                }
                long from = bucket < 8 ? (long) length * bucket / 8 : (long) length * (bucket - 7);
                long to = bucket < 8 ? (long) length * (bucket + 1) / 8 : (long) length * (bucket - 6);
                curves.add(new CurveRow(id, "heldout", "recall", slice, "none", null, length, from, to,
                        sequences.stream().mapToDouble(Double::doubleValue).average().orElseThrow(), null, null,
                        SEQUENCES, sequences));
            }
        }
    }
}
