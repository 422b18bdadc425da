package io.statecap.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.text.FitTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnalysisTest {

    private static final Criterion CRITERION = new Criterion(Criterion.Kind.EXCESS, 0.1, "all", 0, 1);

    private final List<TrialRow> trials = new ArrayList<>();
    private final List<CurveRow> curves = new ArrayList<>();

    /** A trial that is healthy from the given length on. */
    private void trial(long size, int length, long seed, int threshold) {
        String id = "s" + size + "-l" + length + "-" + seed;
        trials.add(Rows.trial(id, "model.dState=" + size, size, length, seed, "ok"));
        curves.addAll(Rows.curve(id, "all", length, length, 1.0, length < threshold ? 2.0 : 1.05));
    }

    /** Sizes 100, 200, 300 and 400 whose upper ends are 64, 128, 128 and 256. */
    private void sweep() {
        int[] thresholds = {64, 128, 128, 256};
        for (int i = 0; i < thresholds.length; i++) {
            for (int length = 32; length <= 512; length *= 2) {
                for (long seed = 0; seed < 2; seed++) {
                    trial(100 * (i + 1), length, seed, thresholds[i]);
                }
            }
        }
    }

    @Test
    void sweepGivesThresholdsAndALine() {
        sweep();
        Analysis result = Analysis.analyse(trials, curves, List.of(), CRITERION);
        assertEquals(trials.size(), result.outcomes().size());
        assertEquals(4 * 3, result.thresholds().size());
        ThresholdRow first = result.thresholds().get(0);
        assertEquals(32L, first.lower());
        assertEquals(64L, first.upper());
        // The seeds agree, so the size's own estimate is the geometric middle of its bracket.
        assertEquals(Math.sqrt(32 * 64), result.thresholds().get(2).estimate(), 1);
        LawRow a = law(result, "ols", "linear", "a");
        // Slope through (1, 64) (2, 128) (3, 128) (4, 256) in units of 100 elements: 288 / 5.
        assertEquals(0.576, a.value(), 1e-12);
        assertEquals("", a.group());
        assertEquals(8, a.points());
    }

    @Test
    void orderOfRowsDoesNotMatter() {
        sweep();
        Analysis expected = Analysis.analyse(trials, curves, List.of(), CRITERION);
        Collections.shuffle(trials, new java.util.Random(1));
        Collections.reverse(curves);
        assertEquals(expected, Analysis.analyse(trials, curves, List.of(), CRITERION));
    }

    @Test
    void failedAndUnusableTrialsAreReported() {
        sweep();
        trials.add(Rows.trial("bad", "model.dState=100", 100, 1024, 0, "failed"));
        trials.add(Rows.trial("empty", "model.dState=100", 100, 2048, 0, "ok"));
        Analysis result = Analysis.analyse(trials, curves, List.of(), CRITERION);
        assertTrue(result.notes().stream().anyMatch(note -> note.startsWith("1 of 42 trials failed")),
                result.notes().toString());
        assertTrue(result.notes().stream().anyMatch(note -> note.contains("empty")), result.notes().toString());
        assertEquals(40, result.outcomes().size());
    }

    @Test
    void oneSizeGivesNoLawButSaysSo() {
        trial(100, 32, 0, 64);
        trial(100, 64, 0, 64);
        Analysis result = Analysis.analyse(trials, curves, List.of(), CRITERION);
        assertEquals(List.of(), result.laws());
        assertEquals(List.of("T_train: no law where all thresholds are of one state size."), result.notes());
        assertEquals("", result.verdict());
    }

    /** Open thresholds alone would give a flat line that no one measured. */
    @Test
    void noLawWhereAllTrialsEndedAlike() {
        for (int threshold : List.of(0, 4096)) {
            trials.clear();
            curves.clear();
            for (int size = 100; size <= 200; size += 100) {
                for (int length = 32; length <= 64; length *= 2) {
                    trial(size, length, 0, threshold);
                }
            }
            Analysis result = Analysis.analyse(trials, curves, List.of(), CRITERION);
            String sentence = threshold == 0 ? "T_train: no trial collapsed: every training length tested is long"
                    + " enough for these sizes; try shorter ones." : "T_train: every trial collapsed: no training"
                    + " length tested is long enough for these sizes; try longer ones.";
            String text = FitTable.analysis(result).toString();
            assertEquals(List.of(), result.laws());
            assertEquals(List.of(), result.notes());
            assertEquals(sentence, text.lines().limit(2).collect(Collectors.joining(" ")));
            assertEquals(0, text.lines().filter(line -> line.contains("law")).count(), text);
        }
    }

    @Test
    void lawsOfBothMethodsAndAVerdict() {
        sweep();
        Analysis result = Analysis.analyse(trials, curves, List.of(), CRITERION);
        for (String law : List.of("linear", "power", "constant")) {
            assertEquals(8, law(result, "ols", law, law.equals("constant") ? "b" : "a").points());
            assertEquals(40, law(result, "joint", law, law.equals("constant") ? "b" : "a").points());
        }
        LawRow slope = law(result, "joint", "linear", "a");
        assertTrue(slope.ciLow() > 0, slope.toString());
        assertTrue(result.verdict().startsWith("T_train: by joint on 40 trials"), result.verdict());
        assertTrue(result.verdict().contains("excludes 0"), result.verdict());
    }

    @Test
    void lawsJoinSizesButNotOtherAxes() {
        for (int size = 100; size <= 300; size += 100) {
            for (String rate : List.of("0.001", "0.01")) {
                for (int length = 32; length <= 512; length *= 2) {
                    String id = size + rate + length;
                    trials.add(Rows.trial(id, "model.dState=" + size + ",training.learningRate=" + rate, size, length,
                            0,
                            "ok"));
                    curves.addAll(Rows.curve(id, "all", length, length, 1.0, length < size / 2 ? 2.0 : 1.0));
                }
            }
        }
        Analysis result = Analysis.analyse(trials, curves, List.of(), CRITERION);
        assertEquals(List.of("training.learningRate=0.001", "training.learningRate=0.01"),
                result.families().stream().map(LawFamily::group).toList());
        assertEquals(6, result.families().get(0).thresholds().size());
    }

    @Test
    void openAndBrokenBracketsAreReported() {
        sweep();
        for (int length = 32; length <= 512; length *= 2) {
            trial(500, length, 0, 1024);
            trial(50, length, 0, 16);
        }
        trials.add(Rows.trial("odd", "model.dState=100", 100, 16, 0, "ok"));
        curves.addAll(Rows.curve("odd", "all", 16, 16, 1.0, 1.0));
        Analysis result = Analysis.analyse(trials, curves, List.of(), CRITERION);
        String notes = String.join("\n", result.notes());
        assertTrue(notes.contains("T_train: 1 of 10 thresholds lies below the shortest tested length"), notes);
        assertTrue(notes.contains("T_train: 1 of 10 thresholds lies above the longest tested length"), notes);
        assertTrue(notes.contains("T_train, S = 100, seed 0 (model.dState=100): a shorter training length was healthy"),
                notes);
        assertEquals(51, law(result, "joint", "linear", "a").points());
        assertEquals(9, law(result, "ols", "linear", "a").points());
    }

    @Test
    void passkeyTablesGiveRecallLengths() {
        sweep();
        List<PasskeyRow> passkeys = new ArrayList<>();
        for (TrialRow trial : trials) {
            for (int context = 64; context <= 1024; context *= 2) {
                // Recalled up to the state size in tokens, with training lengths from 128 on.
                boolean recalled = context <= trial.stateSize() && trial.trainLength() >= 128;
                for (double depth : new double[] {0, 0.5}) {
                    passkeys.add(new PasskeyRow(trial.trialId(), "none", null, context, depth, 10, 20,
                            recalled ? 20 : 3));
                }
            }
        }
        List<ThresholdRow> recall = Analysis.analyse(trials, curves, passkeys, CRITERION).thresholds().stream()
                .filter(row -> row.target().equals("T_recall")).toList();
        assertEquals(12, recall.size());
        ThresholdRow last = recall.get(9);
        assertEquals(400, last.stateSize());
        assertEquals(0L, last.seed());
        assertEquals(256L, last.lower());
        assertEquals(512L, last.upper());
        assertEquals(256, last.estimate());
        assertEquals("passkey>0.95", last.criterion());
    }

    @Test
    void sensitivityShowsHowTheLineMoves() {
        sweep();
        List<Criterion> criteria = Sensitivity.variants(CRITERION, curves);
        assertEquals(List.of("excess>0.1", "excess>0.05", "excess>0.2", "fresh>0.1", "reference>0.1", "paper>2"),
                criteria.stream().map(Criterion::name).toList());
        List<Sensitivity> table = Sensitivity.table(trials, curves, criteria);
        assertEquals(6, table.size());
        assertEquals(0.576, table.get(0).ols().parameter("a").value(), 1e-12);
        assertEquals(table.get(0).joint(), table.get(2).joint());
        assertEquals(8, table.get(0).closed());
        // No curve exceeds twice its largest loss: nothing collapsed, so there is nothing to fit by likelihood.
        assertEquals(0, table.get(5).collapsed());
        assertNull(table.get(5).joint());
        assertTrue(FitTable.sensitivity(table).toString().lines().allMatch(line -> line.length() <= 100),
                FitTable.sensitivity(table).toString());
    }

    /** A line that one size makes is seen to hang on it. */
    @Test
    void sensitivityLeavesOutOneSizeAtATime() {
        sweep();
        List<Sensitivity> table = Sensitivity.table(trials, curves, CRITERION);
        List<Long> sizes = trials.stream().map(TrialRow::stateSize).distinct().sorted().toList();
        List<Sensitivity> without = table.stream().filter(row -> row.without() != null).toList();
        assertEquals(sizes, without.stream().map(Sensitivity::without).toList());
        for (Sensitivity row : without) {
            assertEquals(trials.stream().filter(trial -> trial.stateSize() != row.without()).count(), row.trials());
            assertEquals("excess>0.1 without S=" + row.without(), row.name());
        }
    }

    @Test
    void nothingAtAll() {
        Analysis result = Analysis.analyse(List.of(), List.of(), List.of(), CRITERION);
        assertTrue(result.thresholds().isEmpty() && result.laws().isEmpty());
    }

    private static LawRow law(Analysis result, String method, String law, String parameter) {
        return result.laws().stream().filter(row -> row.method().equals(method) && row.law().equals(law)
                && row.parameter().equals(parameter)).findFirst().orElseThrow();
    }
}
