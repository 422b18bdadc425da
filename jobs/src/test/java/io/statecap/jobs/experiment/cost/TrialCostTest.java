package io.statecap.jobs.experiment.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.jobs.experiment.config.ExecutionSettings;
import io.statecap.jobs.experiment.config.ExecutionSettings.Recompute;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mitigation;
import org.junit.jupiter.api.Test;

class TrialCostTest {

    private static final ExecutionSettings FOUR_THREADS =
            new ExecutionSettings(4, 60, 60, 1, false, Recompute.AUTO, EngineChoice.AUTO, 0);

    private static Trial trial(String model, String tokens, String probe) {
        return ConfigReader.parse("""
                {"name": "cost",
                 "model": {"dModel": 64, "layers": 2, "dState": 16, "headDim": 16 %s},
                 "data": {"kind": "tokens", "path": "corpus", "vocabulary": 300},
                 "training": {"length": 64, "tokens": %s, "batchTokens": 256},
                 "probe": {"length": 1000, "sequences": 10 %s}}
                """.formatted(model, tokens, probe), "cost.json").trials().get(0);
    }

    private static double probeFlops(String probe) {
        return TrialCost.of(trial("", "1024", probe), FOUR_THREADS).probes().flops();
    }

    /** Positions read, counted by hand, times operations a position. */
    @Test
    void everyProbeCounts() {
        var model = trial("", "1024", "").model();
        double forward = CostEstimate.forwardFlops(model);
        double blocks = CostEstimate.blockFlops(model);
        Mitigation window = new Mitigation.Window(100);
        double windowed = CostEstimate.blockFlops(model, window);
        double head = forward - blocks;
        assertTrue(windowed > blocks && head == 2.0 * 64 * 300);
        // Beyond T = 64 all positions again in windows of 64 and of 16, of which a half is scored.
        double curve = 1000 * forward + 2 * 936 * (2 * blocks + head);
        // As if trained at 32, windows of 32 and of 8, and at 16, of 16 only; on 64 positions.
        double placebo = 10 * (2 * 32 + 48) * (2 * blocks + head);
        double heldOut = 10 * curve + placebo;

        assertEquals(10 * curve, probeFlops(", \"placebo\": false"), 1);
        assertEquals(heldOut, probeFlops(""), 1);
        assertEquals(heldOut + curve, probeFlops(", \"kinds\": [\"newlines\"]"), 1);
        // One sequence a prompt; states and gates in one run.
        assertEquals(heldOut + 4 * 1000 * blocks, probeFlops(", \"kinds\": [\"states\"]"), 1);
        String three = ", \"prompts\": [\"heldout\", \"newlines\", \"random\"]";
        assertEquals(heldOut + 3 * 1000 * blocks, probeFlops(", \"kinds\": [\"states\", \"gates\"]" + three), 1);
        // Contexts of 512 and 1024; depths 1/4 and 3/4; eleven samples fill two groups of eight.
        double passkeys = (512 + 1024) * (0.75 + 16 * (0.75 + 0.25));
        String passkey = ", \"kinds\": [\"passkey\"], \"longestContext\": 1024, \"depths\": 2, \"samples\": 11";
        assertEquals(heldOut + passkeys * blocks, probeFlops(passkey), 1);
        double windowedCurve = 1000 * (windowed + head) + 2 * 936 * (2 * windowed + head);
        // All of it again, and with another recurrence.
        assertEquals(heldOut + passkeys * blocks + 10 * windowedCurve + passkeys * windowed,
                probeFlops(passkey + ", \"mitigations\": [\"none\", \"window:tokens=100\"]"), 1);
        // A window of T tokens, at the end of the trial only.
        double control = CostEstimate.blockFlops(model, new Mitigation.Window(64));
        assertEquals(2 * 10 * curve + placebo + 10 * (1000 * (control + head) + 2 * 936 * (2 * control + head)),
                probeFlops(", \"control\": true, \"atSteps\": [3]"), 1);
        assertEquals(3 * (10 * curve + passkeys * blocks) + placebo, probeFlops(passkey + ", \"atSteps\": [1, 3]"), 1);
    }

    @Test
    void mitigationsCostWhatTheyTake() {
        var model = trial("", "1024", "").model();
        double plain = CostEstimate.blockFlops(model);
        assertEquals(plain, CostEstimate.blockFlops(model, Mitigation.NONE));
        assertEquals(plain, CostEstimate.blockFlops(model, new Mitigation.Forget(0.9, 0.5)));
        assertTrue(CostEstimate.blockFlops(model, new Mitigation.Normalise(1)) > plain);
        assertTrue(CostEstimate.blockFlops(model, new Mitigation.Window(2048))
                > CostEstimate.blockFlops(model, new Mitigation.Window(64)));
    }

    /** Without training: no operations, no optimiser, no checkpoint. */
    @Test
    void aCheckpointCostsItsProbesAlone() {
        TrialCost trained = TrialCost.of(trial("", "1024", ""), FOUR_THREADS);
        TrialCost probed = TrialCost.of(trial(", \"checkpoint\": \"m\"", "0", ""), FOUR_THREADS);

        assertEquals(3 * 1024 * CostEstimate.forwardFlops(trial("", "1024", "").model()), trained.trainingFlops());
        assertEquals(0, probed.trainingFlops());
        assertEquals(trained.probes(), probed.probes());
        assertEquals(0, probed.trainingBytes());
        assertTrue(probed.leastBytes() < trained.leastBytes());
        assertTrue(probed.diskBytes() < trained.diskBytes());
    }

    /** Where memory is short, parts of probes wait for each other, and that takes longer. */
    @Test
    void memoryDecidesHowManyPartsRunAtATime() {
        TrialCost cost = TrialCost.of(trial(", \"checkpoint\": \"m\"", "0",
                ", \"kinds\": [\"passkey\"], \"mitigations\": [\"window:tokens=4096\"]"), FOUR_THREADS);
        long part = cost.probes().partBytes();
        long fixed = cost.probes().fixedBytes();

        assertEquals(fixed + part, cost.leastBytes());
        assertEquals(4, cost.probeParts(Long.MAX_VALUE));
        assertEquals(fixed + 4 * part, cost.memoryBytes(Long.MAX_VALUE));
        assertEquals(2, cost.probeParts(fixed + 2 * part));
        assertEquals(fixed + 2 * part, cost.memoryBytes(fixed + 3 * part - 1));
        assertEquals(2 * cost.seconds(1e9, Long.MAX_VALUE), cost.seconds(1e9, fixed + 2 * part), 1e-9);
        assertFalse(cost.recomputes(Long.MAX_VALUE));
    }
}
