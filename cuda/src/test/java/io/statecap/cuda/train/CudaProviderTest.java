package io.statecap.cuda.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.DeviceException;
import io.statecap.model.engine.EngineProvider;
import io.statecap.model.engine.Precision;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import org.junit.jupiter.api.Test;

class CudaProviderTest {

    private static final Mamba2Config CONFIG = new Mamba2Config(768, 24, 128, 64, 2, 4, 1, true, 50288,
            new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));

    private static TrainingSettings settings(int length, int batch) {
        return new TrainingSettings(length, 10L * batch, batch, 1e-3, Schedule.WSD, 0.1, 0.1, 0.1, 0.9, 0.95, 1e-8, 1,
                1, InitialStates.ZERO);
    }

    @Test
    void isFoundByItsName() {
        assertTrue(EngineProvider.named("cuda").isPresent());
    }

    @Test
    void withoutDriverThereIsOneSentence() {
        EngineProvider provider = new CudaProvider();
        assumeTrue(provider.devices() == 0, "this machine has a GPU");
        assertEquals(1, provider.found().lines().count());
        assertTrue(provider.found().contains("libcuda.so.1"), provider.found());
        DeviceException e = assertThrows(DeviceException.class, () -> provider.engine(0, Precision.FLOAT32));
        assertEquals(provider.found(), e.getMessage());
    }

    @Test
    void memoryFromSizesAlone() {
        EngineProvider provider = new CudaProvider();
        long kept = provider.trainingBytes(CONFIG, settings(2048, 1 << 16), Precision.BF16, false);
        long recomputed = provider.trainingBytes(CONFIG, settings(2048, 1 << 16), Precision.BF16, true);
        assertTrue(recomputed < kept / 2, recomputed + " of " + kept);
        // The longest training lengths fit one device of 80 GB.
        assertTrue(provider.trainingBytes(CONFIG, settings(1 << 18, 1 << 18), Precision.BF16, false) < 70L << 30);
        assertTrue(provider.trainingBytes(CONFIG, settings(1 << 16, 1 << 16), Precision.BF16, false) < 70L << 30);
    }

    /** The shapes of docs/gpu.md: the estimate is within a tenth of what was measured. */
    @Test
    void ratesAreNearThoseMeasured() {
        EngineProvider provider = new CudaProvider();
        double[][] measured = {{256, 4, 8192, 6.923e6, 2}, {256, 8, 8192, 4.150e6, 2}, {512, 8, 8192, 2.265e6, 2},
            {768, 24, 50288, 0.356e6, 2}, {256, 4, 8192, 3.139e6, 1}, {512, 8, 8192, 0.972e6, 1},
            {256, 4, 8192, 1.168e6, 0}, {512, 8, 8192, 0.297e6, 0}};
        for (double[] row : measured) {
            Precision precision = Precision.values()[(int) row[4]];
            Mamba2Config model = new Mamba2Config((int) row[0], (int) row[1], 128, 64, 2, 4, 1, true, (int) row[2],
                    CONFIG.initA(), CONFIG.initDt());
            double wanted = 3 * CostEstimate.forwardFlops(model) * row[3];
            assertEquals(wanted, provider.referenceRate(model, settings(256, 1 << 16), precision, false),
                    0.1 * wanted, model + " " + precision);
        }
        // 0.271 M tokens a second at the longest length, where blocks are recomputed.
        double wanted = 3 * CostEstimate.forwardFlops(CONFIG) * 0.271e6;
        assertEquals(wanted, provider.referenceRate(CONFIG, settings(1 << 18, 1 << 18), Precision.BF16, false),
                0.1 * wanted);
    }

    @Test
    void aLongBatchIsCutIntoEqualParts() {
        BatchPlan plan = BatchPlan.of(CONFIG, settings(2048, 1 << 19), io.statecap.cuda.device.Arithmetic.FLOAT32,
                false);
        assertTrue(plan.micros() > 1);
        int sum = 0;
        for (int i = 0; i < plan.micros(); i++) {
            assertEquals(sum, plan.first(i));
            sum += plan.count(i);
        }
        assertEquals(256, sum);
        assertFalse(plan.recompute());
    }
}
