package io.statecap.model.probe;

import static io.statecap.model.SmallRecall.CONFIG;
import static io.statecap.model.SmallRecall.SOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.LateModel;
import io.statecap.model.Mamba2;
import io.statecap.model.Mitigation;
import io.statecap.model.Readings;
import io.statecap.model.SmallRecall.HeldOut;
import io.statecap.model.cpu.CpuInference;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.StartStates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossProbeTest {

    /** Against logits of the whole sequence and a plain softmax. */
    @Test
    void agreesWithAPlainComputation() {
        Buckets buckets = new Buckets(List.of(0L, 10L, 100L, 150L));
        List<Slice> slices = List.of(Slice.ALL, Slice.ageAtMost(2));
        int sequences = 11;
        try (Mamba2 model = Mamba2.initialise(CONFIG, 3)) {
            List<BucketLoss> rows = HeldOutLosses.carried(model, SOURCE, sequences, buckets, slices, 1);
            assertEquals(6, rows.size());
            for (BucketLoss row : rows) {
                double loss = 0;
                double right = 0;
                int count = 0;
                List<Double> means = new ArrayList<>();
                for (int sequence = 0; sequence < sequences; sequence++) {
                    int[] tokens = HeldOut.of(SOURCE, sequence, 151).tokens();
                    int[] ages = HeldOut.of(SOURCE, sequence, 151).ages();
                    CpuInference inference = new CpuInference(model, 1, 150);
                    inference.read(tokens, 150);
                    float[] logits = Readings.logits(inference, model.config(), 150);
                    double sum = 0;
                    int scored = 0;
                    for (int p = (int) row.from(); p < row.to(); p++) {
                        if (row.slice().contains(ages[p + 1])) {
                            double total = 0;
                            boolean best = true;
                            for (int v = 0; v < 24; v++) {
                                total += Math.exp(logits[p * 24 + v]);
                                best &= logits[p * 24 + v] <= logits[p * 24 + tokens[p + 1]];
                            }
                            sum += Math.log(total) - logits[p * 24 + tokens[p + 1]];
                            scored++;
                            right += best ? 1 : 0;
                        }
                    }
                    loss += sum;
                    count += scored;
                    means.add(scored == 0 ? null : sum / scored);
                }
                assertEquals(loss / count, row.loss(), 1e-5);
                assertEquals(right / count, row.accuracy(), 1e-12);
                for (int sequence = 0; sequence < sequences; sequence++) {
                    if (means.get(sequence) == null) {
                        assertNull(row.lossBySequence().get(sequence));
                    } else {
                        assertEquals(means.get(sequence), row.lossBySequence().get(sequence), 1e-5);
                    }
                }
                assertTrue(row.stderr() > 0);
            }
        }
    }

    /** A model that finds all tokens equally likely predicts token 0, and is right where that follows. */
    @Test
    void equalLogitsAreNotAllCorrect() {
        Buckets buckets = new Buckets(List.of(0L, 64L));
        try (Mamba2 model = Mamba2.initialise(CONFIG, 3)) {
            model.parameters().get("backbone.norm_f.weight").assign(0);
            BucketLoss row = HeldOutLosses.carried(model, SOURCE, 4, buckets, List.of(Slice.ALL), 1).get(0);
            int zeros = 0;
            int scored = 0;
            for (int sequence = 0; sequence < 4; sequence++) {
                HeldOut read = HeldOut.of(SOURCE, sequence, 65);
                for (int p = 1; p < 65; p++) {
                    if (read.ages()[p] >= 0) {
                        scored++;
                        zeros += read.tokens()[p] == 0 ? 1 : 0;
                    }
                }
            }
            assertEquals(Math.log(24), row.loss(), 1e-6);
            assertEquals(zeros / (double) scored, row.accuracy(), 1e-12);
            assertTrue(row.accuracy() < 0.5);
        }
    }

    /** Several pieces, windows of several sizes, and more windows than are read side by side. */
    @Test
    void lossesMayComeLate() {
        List<LossView> views = List.of(new LossView(20, Buckets.geometric(20, 300, 1)));
        try (Mamba2 model = Mamba2.initialise(CONFIG, 3)) {
            List<List<BucketLoss>> rows = new ArrayList<>();
            for (FrozenModel frozen : List.of(CpuModel.of(model), new LateModel(CpuModel.of(model)))) {
                rows.add(SequenceLosses.rows(LossProbe.group(
                        new LossProbe.Reader(frozen, Mitigation.NONE, StartStates.EMPTY), SOURCE, 8, 0, views,
                        List.of(Slice.ALL, Slice.ageAtMost(2)), bytes -> {}), 0, views.get(0),
                        List.of(Slice.ALL, Slice.ageAtMost(2))));
            }
            assertEquals(rows.get(0), rows.get(1));
        }
    }

    @Test
    void threadsChangeNothing() {
        Buckets buckets = Buckets.geometric(32, 256, 1);
        try (Mamba2 model = Mamba2.initialise(CONFIG, 3)) {
            assertEquals(HeldOutLosses.carried(model, SOURCE, 20, buckets, List.of(Slice.ALL), 1),
                    HeldOutLosses.carried(model, SOURCE, 20, buckets, List.of(Slice.ALL), 2));
        }
    }

    @Test
    void geometricBucketsEndAtTheTrainingLength() {
        assertEquals(List.of(0L, 12L, 24L, 48L, 96L, 192L, 200L), Buckets.geometric(96, 200, 1).edges());
        assertEquals(List.of(0L, 64L, 128L, 130L), Buckets.linear(64, 130).edges());
        assertTrue(Buckets.geometric(100, 1000, 2).edges().contains(100L));
    }
}
