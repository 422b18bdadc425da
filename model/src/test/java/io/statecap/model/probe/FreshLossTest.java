package io.statecap.model.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.RecallSource;
import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.cpu.CpuInference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses from a fresh state, against a window of its own for each position. */
class FreshLossTest {

    private static final TokenSource SOURCE = new RecallSource(new RecallSettings(16, 8, 0.5, 16));
    private static final Mamba2Config CONFIG = new Mamba2Config(16, 2, 8, 8, 2, 4, 1, true, 24,
            new Mamba2Config.Range(0.0625, 1), new Mamba2Config.Range(0.001, 0.1));
    private static final int SEQUENCES = 10;
    private static final int VOCABULARY = 24;

    @ParameterizedTest
    @CsvSource({"16, 100", "25, 130", "64, 300", "96, 400", "200, 413", "2, 40"})
    void agreesWithWindowsReadOneByOne(int trainLength, int length) {
        Buckets buckets = Buckets.geometric(trainLength, length, 2);
        List<Slice> slices = List.of(Slice.ALL, Slice.ageAtMost(3));
        LossView view = new LossView(trainLength, buckets);
        try (Mamba2 model = Mamba2.initialise(CONFIG, 3)) {
            List<BucketLoss> rows = SequenceLosses.rows(measure(model, List.of(view), slices), 0, view, slices);
            List<double[]> expected = new ArrayList<>();
            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                expected.add(plain(model, sequence, trainLength, length));
            }
            for (BucketLoss row : rows) {
                if (row.from() < trainLength) {
                    assertFalse(row.hasFresh());
                    assertTrue(Double.isNaN(row.freshLoss()));
                    continue;
                }
                double sum = 0;
                int count = 0;
                for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                    int[] ages = ages(sequence, length);
                    for (int p = (int) row.from(); p < row.to(); p++) {
                        if (row.slice().contains(ages[p + 1])) {
                            sum += expected.get(sequence)[p];
                            count++;
                        }
                    }
                }
                assertEquals(count > 0, row.hasFresh());
                if (count > 0) {
                    assertEquals(sum / count, row.freshLoss(), 1e-5);
                    assertEquals(row.loss() - row.freshLoss(), row.excess(), 1e-12);
                }
            }
        }
    }

    /** Views read together have the numbers of each read alone, and the carried losses of a plain probe. */
    @Test
    void viewsDoNotDisturbEachOther() {
        LossView real = new LossView(64, Buckets.geometric(64, 500, 1));
        LossView placebo = new LossView(16, Buckets.geometric(16, 64, 1));
        List<Slice> slices = List.of(Slice.ALL);
        try (Mamba2 model = Mamba2.initialise(CONFIG, 4)) {
            List<SequenceLosses> together = measure(model, List.of(real, placebo), slices);
            assertEquals(SequenceLosses.rows(measure(model, List.of(real), slices), 0, real, slices),
                    SequenceLosses.rows(together, 0, real, slices));
            assertEquals(SequenceLosses.rows(measure(model, List.of(placebo), slices), 0, placebo, slices),
                    SequenceLosses.rows(together, 1, placebo, slices));
            List<BucketLoss> plain = HeldOutLosses.carried(model, SOURCE, SEQUENCES, real.buckets(), slices, 1);
            for (int i = 0; i < plain.size(); i++) {
                assertEquals(plain.get(i).lossBySequence(),
                        SequenceLosses.rows(together, 0, real, slices).get(i).lossBySequence());
            }
        }
    }

    private static List<SequenceLosses> measure(Mamba2 model, List<LossView> views, List<Slice> slices) {
        return HeldOutLosses.sequences(model, SOURCE, SEQUENCES, views, slices, 1);
    }

    private static int[] ages(int sequence, int length) {
        int[] ages = new int[length + 1];
        SOURCE.open(Split.HELD_OUT, LossProbe.SEED, sequence).read(new int[length + 1], ages, 0, length + 1);
        return ages;
    }

    /** Loss at each position beyond the training length, in the window whose second half holds it. */
    private static double[] plain(Mamba2 model, int sequence, int trainLength, int length) {
        int[] tokens = new int[length + 1];
        SOURCE.open(Split.HELD_OUT, LossProbe.SEED, sequence).read(tokens, new int[length + 1], 0, length + 1);
        double[] losses = new double[length];
        int half = trainLength / 2;
        for (int p = trainLength; p < length; p++) {
            int start = (p / half - 1) * half;
            int[] window = java.util.Arrays.copyOfRange(tokens, start, p + 1);
            CpuInference inference = new CpuInference(model, 1, window.length);
            inference.read(window, window.length);
            float[] logits = inference.logits(window.length).data().asFloat();
            double total = 0;
            for (int v = 0; v < VOCABULARY; v++) {
                total += Math.exp(logits[(window.length - 1) * VOCABULARY + v]);
            }
            losses[p] = Math.log(total) - logits[(window.length - 1) * VOCABULARY + tokens[p + 1]];
        }
        return losses;
    }
}
