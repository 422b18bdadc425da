package io.statecap.model.probe;

import static io.statecap.model.SmallRecall.CONFIG;
import static io.statecap.model.SmallRecall.SOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.Split;
import io.statecap.model.Mamba2;
import io.statecap.model.Mitigation;
import io.statecap.model.Readings;
import io.statecap.model.SmallRecall.HeldOut;
import io.statecap.model.cpu.CpuInference;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.engine.StartStates;
import io.statecap.model.probe.SequenceLosses.FreshChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses from a fresh state, against a window of its own for each position. */
class FreshLossTest {

    /** Few segments: all tokens beyond T are read again, with the context that the window's size gives. */
    @ParameterizedTest
    @CsvSource({"16, 100, 10", "25, 130, 9", "64, 300, 3", "96, 400, 1", "200, 413, 2", "2, 40, 10", "1, 9, 2"})
    void agreesWithWindowsReadOneByOne(int trainLength, int length, int sequences) {
        List<Slice> slices = List.of(Slice.ALL, Slice.ageAtMost(3));
        LossView view = new LossView(trainLength, Buckets.geometric(trainLength, length, 2));
        try (Mamba2 model = Mamba2.initialise(CONFIG, 3)) {
            List<SequenceLosses> measured =
                    HeldOutLosses.sequences(model, SOURCE, sequences, List.of(view), slices, 1);
            List<Integer> sizes = FreshPlan.of(view).windows();
            for (int sequence = 0; sequence < sequences; sequence++) {
                int[] ages = HeldOut.of(SOURCE, sequence, length + 1).ages();
                LossSums carried = measured.get(sequence).carried().get(0);
                FreshSums fresh = measured.get(sequence).fresh().get(0);
                for (int window = 0; window < sizes.size(); window++) {
                    double[] expected = plain(model, sequence, trainLength, length, sizes.get(window));
                    for (int slice = 0; slice < slices.size(); slice++) {
                        Slice of = slices.get(slice);
                        for (int bucket = 0; bucket < view.buckets().count(); bucket++) {
                            int from = view.buckets().edges().get(bucket).intValue();
                            int to = view.buckets().edges().get(bucket + 1).intValue();
                            int[] scored = IntStream.range(Math.max(from, trainLength), Math.max(to, trainLength))
                                    .filter(p -> of.contains(ages[p + 1])).toArray();
                            assertEquals(scored.length, fresh.counts()[slice][bucket]);
                            double sum = Arrays.stream(scored).mapToDouble(p -> expected[p]).sum();
                            assertEquals(sum, fresh.fresh()[window][slice][bucket], 1e-5 * (1 + scored.length));
                            if (from >= trainLength) {
                                assertEquals(carried.losses[slice][bucket] - sum, fresh.excess(window, slice, bucket),
                                        1e-5 * (1 + scored.length));
                            }
                        }
                    }
                }
            }
        }
    }

    /** Loss at each position beyond the training length, in the window whose second half holds it. */
    private static double[] plain(Mamba2 model, int sequence, int trainLength, int length, int size) {
        int[] tokens = HeldOut.of(SOURCE, sequence, length + 1).tokens();
        double[] losses = new double[length];
        int half = Math.max(1, trainLength / 2);
        for (int p = trainLength; p < length; p++) {
            int segment = trainLength + (p - trainLength) / half * half;
            int scoredFrom = segment + (p - segment) / (size / 2) * (size / 2);
            int[] window = Arrays.copyOfRange(tokens, scoredFrom - size / 2, p + 1);
            CpuInference inference = new CpuInference(model, 1, window.length);
            inference.read(window, window.length);
            float[] logits = Readings.lastLogits(inference, model.config(), window.length);
            double total = 0;
            for (float logit : logits) {
                total += Math.exp(logit);
            }
            losses[p] = Math.log(total) - logits[tokens[p + 1]];
        }
        return losses;
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
            List<BucketLoss> plain = HeldOutLosses.carried(model, SOURCE, 10, real.buckets(), slices, 1);
            List<BucketLoss> rows = SequenceLosses.rows(together, 0, real, slices);
            for (int i = 0; i < plain.size(); i++) {
                assertEquals(plain.get(i).lossBySequence(), rows.get(i).lossBySequence());
                assertEquals(rows.get(i).from() >= 64, rows.get(i).hasFresh());
                assertFalse(plain.get(i).hasFresh());
            }
        }
    }

    private static List<SequenceLosses> measure(Mamba2 model, List<LossView> views, List<Slice> slices) {
        return HeldOutLosses.sequences(model, SOURCE, 10, views, slices, 1);
    }

    /** Windows begin where the training's sequences began: from other states the losses are others. */
    @Test
    void windowsStartFromTheStatesGiven() {
        LossView view = new LossView(32, Buckets.geometric(32, 200, 1));
        List<Slice> slices = List.of(Slice.ALL);
        try (Mamba2 model = Mamba2.initialise(CONFIG, 5)) {
            CpuModel frozen = CpuModel.of(model);
            CpuInference before = frozen.open(1, 64, Mitigation.NONE);
            int[] tokens = new int[64];
            SOURCE.open(Split.TRAIN, 1, 1).read(tokens, new int[64], 0, 64);
            before.read(tokens, 64);
            StartStates read = before.state().first(1);
            StartStates zeros = frozen.open(2, 64, Mitigation.NONE).state().first(2);
            List<SequenceLosses> empty = group(frozen, StartStates.EMPTY, view, slices);
            assertEquals(SequenceLosses.rows(empty, 0, view, slices),
                    SequenceLosses.rows(group(frozen, zeros, view, slices), 0, view, slices));
            List<SequenceLosses> from = group(frozen, read, view, slices);
            assertEquals(empty.get(0).carried().get(0).losses[0][3], from.get(0).carried().get(0).losses[0][3]);
            assertTrue(Math.abs(empty.get(0).fresh().get(0).fresh()[0][0][3]
                    - from.get(0).fresh().get(0).fresh()[0][0][3]) > 1e-3);
        }
    }

    private static List<SequenceLosses> group(CpuModel model, StartStates start, LossView view, List<Slice> slices) {
        return LossProbe.group(new LossProbe.Reader(model, Mitigation.NONE, start), SOURCE, 3, 0, List.of(view), slices,
                bytes -> { });
    }

    /** Window size 1 is best for three of four sequences; the fourth does not choose for itself. */
    @Test
    void aSequencesWindowIsChosenByTheOthers() {
        FreshSums good = sums(2.0, 1.0);
        FreshSums other = sums(0.5, 1.8);
        FreshChoice choice = new FreshChoice(List.of(good, good, good, other), 0, 1);
        assertEquals(1, choice.of(3, 0));
        assertEquals(1, choice.of(0, 0));
        assertEquals(1, choice.overall());
        assertEquals(0, new FreshChoice(List.of(good, other), 0, 1).of(0, 0));
        assertEquals(1, new FreshChoice(List.of(good, other), 0, 1).of(1, 0));
    }

    @Test
    void theOnlySequencesWindowIsChosenByItsOtherBuckets() {
        FreshSums one = sums(2.0, 1.0, 2.0, 1.0, 0.5, 0.9);
        FreshChoice choice = new FreshChoice(List.of(one), 0, 3);
        assertEquals(List.of(1, 1, 1), IntStream.range(0, 3).map(bucket -> choice.of(0, bucket)).boxed().toList());
        assertEquals(0, new FreshChoice(List.of(sums(2.0, 1.0)), 0, 1).of(0, 0), "nothing to choose by");
    }

    /** Fresh losses of one token a bucket: largest window, smaller window, and so on. */
    private static FreshSums sums(double... byBucketAndWindow) {
        int buckets = byBucketAndWindow.length / 2;
        double[][][] fresh = new double[2][1][buckets];
        for (int i = 0; i < byBucketAndWindow.length; i++) {
            fresh[i % 2][0][i / 2] = byBucketAndWindow[i];
        }
        return new FreshSums(new long[1][buckets], new double[1][buckets], fresh, new double[2][1][buckets]);
    }

    @Test
    void aSingleSequenceHasAnErrorOfItsOwnTokens() {
        LossView view = new LossView(64, Buckets.geometric(64, 4096, 1));
        try (Mamba2 model = Mamba2.initialise(CONFIG, 6)) {
            List<BucketLoss> rows = SequenceLosses.rows(HeldOutLosses.sequences(model, SOURCE, 1, List.of(view),
                    List.of(Slice.ALL, Slice.ageAtMost(1)), 1), 0, view, List.of(Slice.ALL));
            BucketLoss far = rows.get(rows.size() - 1);
            assertTrue(far.excessStderr() > 0);
            assertEquals(List.of(far.excessStderr()), far.errorBySequence());
            assertTrue(Double.isNaN(far.stderr()));
        }
        LossView few = new LossView(8, Buckets.geometric(8, 16, 1));
        try (Mamba2 model = Mamba2.initialise(CONFIG, 6)) {
            BucketLoss row = SequenceLosses.rows(HeldOutLosses.sequences(model, SOURCE, 1, List.of(few),
                    List.of(Slice.ALL), 1), 0, few, List.of(Slice.ALL)).get(1);
            assertTrue(row.hasFresh());
            assertTrue(Double.isNaN(row.excessStderr()), "8 tokens say nothing of their error");
            assertNull(row.errorBySequence().get(0));
        }
    }

    /** Near octaves whole, far ones in a fixed number of segments, so that cost grows with the octaves only. */
    @Test
    void farOctavesAreSampled() {
        for (int trainLength : new int[] {32, 512, 2048}) {
            LossView view = new LossView(trainLength, Buckets.geometric(trainLength, 1 << 20, 1));
            FreshPlan plan = FreshPlan.of(view);
            List<Integer> beyond = new ArrayList<>();
            for (int bucket = view.buckets().indexOf(trainLength); bucket < view.buckets().count(); bucket++) {
                long from = view.buckets().edges().get(bucket);
                long to = view.buckets().edges().get(bucket + 1);
                beyond.add((int) plan.segments().stream()
                        .filter(segment -> segment.start() >= from && segment.start() < to).count());
            }
            int most = Math.max(4, 1024 / (trainLength / 2));
            for (int octave = 0; octave < beyond.size(); octave++) {
                assertEquals(Math.min(most, 2L << octave), (int) beyond.get(octave));
            }
            assertTrue(plan.positionsRead() < 1 << 20, "less than the carried reading");
            FreshTokens tokens = new FreshTokens(plan);
            for (long position = 0; position < view.buckets().length(); position++) {
                tokens.loss(position, position);
            }
            assertEquals(plan.tokens(), tokens.carried.length);
            for (int ordinal = 0; ordinal < plan.tokens(); ordinal++) {
                assertEquals(plan.positions()[ordinal], (long) tokens.carried[ordinal]);
            }
        }
    }
}
