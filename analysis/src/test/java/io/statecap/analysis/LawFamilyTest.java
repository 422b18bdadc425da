package io.statecap.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Observation;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.text.Conclusions;
import io.statecap.analysis.threshold.Family;
import io.statecap.analysis.threshold.Outcome;
import io.statecap.analysis.threshold.RecallThresholds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class LawFamilyTest {

    private static final Criterion CRITERION = Criterion.of("fresh", 0.5, "all", null, null);

    private static TrialRow trial(int layers, int dState, int length, long seed) {
        String group = "model.dState=" + dState + " model.layers=" + layers;
        return new TrialRow(group + length + "-" + seed, "test", "recall", group, 32, layers, 16, 2, dState,
                64L * layers * (dState + 3), 1000, length, seed, 0.005, 1_000_000, 1.0, null, null, null, null, "ok",
                        null,
                1, 1.0, 1.0, 1L, 1, "host", "0.1.0", Instant.EPOCH, Instant.EPOCH, "{}",
                "cpu", "processor", 512, "float32");
    }

    /** A factorial of depth and dState whose thresholds are a function of the trial. */
    private static LawFamily family(int[] layers, int[] dStates, ToDoubleFunction<TrialRow> threshold, long position) {
        Random random = new Random(5);
        List<Outcome> outcomes = new ArrayList<>();
        for (int depth : layers) {
            for (int dState : dStates) {
                for (long seed = 0; seed < 5; seed++) {
                    for (int length = 32; length <= 1024; length *= 2) {
                        TrialRow trial = trial(depth, dState, length, seed);
                        boolean collapsed = random.nextDouble()
                                < 1 / (1 + Math.pow(length / threshold.applyAsDouble(trial), 2));
                        outcomes.add(new Outcome(trial, new Collapse(trial.trialId(), 1, 1, collapsed,
                                collapsed ? Long.valueOf(position) : null, 1, false), 8192));
                    }
                }
            }
        }
        return LawFamily.ofTraining(Family.of(outcomes).get(0), "", "", CRITERION);
    }

    private static String words(LawFamily family) {
        return String.join(" ", Conclusions.of(new Analysis(CRITERION, List.of(), List.of(family), List.of(),
                List.of())));
    }

    /** Depth decides, dState does not: rivals and models of equal S say so. */
    @Test
    void depthIsToldFromTheStateSize() {
        // S of 2 layers with dState 35 is that of 4 with 16: 64 * 2 * 38 = 64 * 4 * 19.
        LawFamily family = family(new int[] {2, 4}, new int[] {16, 35}, trial -> trial.layers() == 2 ? 60 : 400, 2048);
        assertEquals(List.of(Variable.LAYERS, Variable.SIZE_A_LAYER), SizeAxes.of(family.family()).rivals());
        LawFit layers = family.fits().stream().filter(fit -> fit.variable() == Variable.LAYERS).findFirst()
                .orElseThrow();
        assertTrue(layers.aicc() < family.line().aicc() - 6, layers.aicc() + " " + family.line().aicc());
        assertEquals(1, family.equalSizes().size());
        assertEquals(4864, family.equalSizes().get(0).stateSize());
        assertTrue(family.equalSizes().get(0).p() < 0.01, family.equalSizes().toString());
        String words = words(family);
        assertTrue(words.contains("(S by layers 2 to 4, dState 16 to 35 at dModel 32; S in elements;"), words);
        assertTrue(words.contains("Depth changes with S."), words);
        assertTrue(words.contains("have different thresholds (p = "), words);
        assertTrue(family.verdict().contains("A line in layers is better"), family.verdict());
    }

    /** The state size decides: models of equal S are not told apart, whatever their shape. */
    @Test
    void equalSizesOfOneThresholdAreNotToldApart() {
        LawFamily family = family(new int[] {2, 4}, new int[] {16, 35}, trial -> trial.stateSize() / 20.0, 2048);
        assertTrue(family.equalSizes().get(0).p() > 0.05, family.equalSizes().toString());
        assertTrue(words(family).contains("are not told apart"), words(family));
    }

    @Test
    void depthAloneCannotBeToldFromTheStateSize() {
        LawFamily family = family(new int[] {1, 2, 4}, new int[] {16}, trial -> 60 * trial.layers(), 2048);
        assertEquals(List.of(), SizeAxes.of(family.family()).rivals());
        String words = words(family);
        assertTrue(words.contains(" tokens, on 8,192 tokens (S by layers 1 to 4 at dModel 32, dState 16;"), words);
        assertTrue(words.contains("S changes with depth alone, so this sweep cannot tell one from the other."), words);
        assertTrue(words.contains("Without the smallest size it is "), words);
        assertTrue(words.contains("No collapse begins beyond 4,096 tokens"), words);
    }

    @Test
    void collapsesThatBeginLateAreCounted() {
        String words = words(family(new int[] {1, 2, 4}, new int[] {16}, trial -> 60 * trial.layers(), 5000));
        assertTrue(words.contains(" collapses begin beyond 4,096 tokens, so thresholds may rise with a longer probe."),
                words);
    }

    /** What is recalled falls with the context: the same model finds the length at which half is. */
    @Test
    void recallHasAJointFitOfItsOwn() {
        Random random = new Random(2);
        List<Observation> recalled = new ArrayList<>();
        List<ThresholdRow> rows = new ArrayList<>();
        for (int size = 1; size <= 4; size++) {
            for (long seed = 0; seed < 40; seed++) {
                rows.add(new ThresholdRow("T_recall", "recall", "dState=" + size, RecallThresholds.CRITERION, "all",
                        1000L * size, seed, 64L, 128L, 64.0, null, null, true, 1, 6, null));
                for (int context = 16; context <= 1024; context *= 2) {
                    recalled.add(new Observation(size, 1000 * size, seed, context,
                            random.nextDouble() < 1 / (1 + Math.pow(context / (50.0 * size), 2))));
                }
            }
        }
        LawFamily family = LawFamily.ofRecall(new RecallThresholds.Recalled("recall", "", rows, recalled), "", "");
        LawFit line = family.fit(FitMethod.JOINT, Law.LINEAR);
        assertEquals(0.05, line.parameter("a").value(), 0.01);
        assertTrue(line.parameter("a").ciLow() > 0, line.toString());
        assertTrue(family.verdict().startsWith("T_recall: by joint on 1120 trials"), family.verdict());
    }
}
