package io.statecap.analysis.threshold;

import io.statecap.analysis.collapse.JudgedCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Estimates the threshold of a state size over all its seeds and lengths with {@link LogisticThreshold}, with a 95 %
 * percentile interval from a bootstrap that draws seeds and probe sequences anew. All trials of a size are probed on
 * the same sequences, so one draw of sequences serves them all. With two or three seeds the interval is a rough one.
 */
public final class BootstrapEstimator {

    private static final int REPLICATES = 200;
    private static final double TAIL = 0.025;
    private static final long SEED = 0x5eedL;

    private final Map<String, JudgedCurve> curves;

    /** @param curves the judged curve of each trial; a trial without one keeps its outcome in every replicate */
    public BootstrapEstimator(Map<String, JudgedCurve> curves) {
        this.curves = Map.copyOf(curves);
    }

    /** @param trials all trials of one cell; their order does not matter */
    public SizeEstimate estimate(Thresholds.Cell cell, List<Outcome> trials) {
        int[] lengths = trials.stream().mapToInt(Outcome::trainLength).distinct().sorted().toArray();
        long[] seeds = trials.stream().mapToLong(Outcome::seed).distinct().sorted().toArray();
        List<List<Outcome>> bySeed = new ArrayList<>();
        for (long seed : seeds) {
            bySeed.add(trials.stream().filter(trial -> trial.seed() == seed)
                    .sorted(java.util.Comparator.comparing(Outcome::trialId)).toList());
        }
        Map<List<Integer>, Double> known = new HashMap<>();
        double value = threshold(lengths, bySeed, null, known);
        // Not by the group's text, which a new field of the configuration would change.
        SplittableRandom random = new SplittableRandom(SEED + cell.stateSize());
        double[] replicates = new double[REPLICATES];
        for (int i = 0; i < REPLICATES; i++) {
            List<List<Outcome>> drawn = new ArrayList<>();
            for (int j = 0; j < seeds.length; j++) {
                drawn.add(bySeed.get(random.nextInt(seeds.length)));
            }
            replicates[i] = threshold(lengths, drawn, new SequenceDraw(random.split()), known);
        }
        Arrays.sort(replicates);
        int tail = (int) Math.floor(TAIL * REPLICATES);
        return new SizeEstimate(finite(value), finite(replicates[tail]), finite(replicates[REPLICATES - 1 - tail]));
    }

    private double threshold(int[] lengths, List<List<Outcome>> seeds, SequenceDraw draw,
                             Map<List<Integer>, Double> known) {
        int[] trials = new int[lengths.length];
        int[] collapsed = new int[lengths.length];
        for (List<Outcome> seed : seeds) {
            for (Outcome trial : seed) {
                int i = Arrays.binarySearch(lengths, trial.trainLength());
                trials[i]++;
                if (draw == null ? trial.collapsed() : collapsed(trial, draw)) {
                    collapsed[i]++;
                }
            }
        }
        List<Integer> key = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            key.add(trials[i]);
            key.add(collapsed[i]);
        }
        return known.computeIfAbsent(key, counts -> of(lengths, trials, collapsed));
    }

    /** A drawn set of seeds need not have every length; those without a trial say nothing. */
    private static double of(int[] lengths, int[] trials, int[] collapsed) {
        int[] present = java.util.stream.IntStream.range(0, lengths.length).filter(i -> trials[i] > 0).toArray();
        return LogisticThreshold.of(Arrays.stream(present).map(i -> lengths[i]).toArray(),
                Arrays.stream(present).map(i -> trials[i]).toArray(),
                Arrays.stream(present).map(i -> collapsed[i]).toArray());
    }

    private boolean collapsed(Outcome trial, SequenceDraw draw) {
        JudgedCurve curve = curves.get(trial.trialId());
        return curve == null || curve.sequences() < 2 ? trial.collapsed()
                : curve.collapsedWith(draw.counts(curve.sequences()));
    }

    private static Double finite(double value) {
        return Double.isInfinite(value) ? null : value;
    }

    /** How often each probe sequence is drawn in one replicate. */
    private static final class SequenceDraw {
        private final SplittableRandom random;
        private final Map<Integer, int[]> counts = new HashMap<>();

        SequenceDraw(SplittableRandom random) {
            this.random = random;
        }

        int[] counts(int sequences) {
            return counts.computeIfAbsent(sequences, n -> {
                int[] drawn = new int[n];
                for (int i = 0; i < n; i++) {
                    drawn[random.nextInt(n)]++;
                }
                return drawn;
            });
        }
    }
}
