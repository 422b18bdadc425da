package io.statecap.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.statecap.model.Mamba2Config.Range;
import io.statecap.model.Mitigation;
import io.statecap.model.cpu.CpuInference;
import io.statecap.model.cpu.CpuModel;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class InferenceMemoryTest {

    /** The number of threads that share the weights follows from this estimate, so it must not be too low. */
    @Test
    void theEstimateIsWhatAnInferenceTakes() {
        for (Mamba2Config config : new Mamba2Config[] {config(64, 2, 16, 1000), config(128, 8, 128, 300),
            config(256, 3, 64, 20_000)}) {
            try (Mamba2 model = Mamba2.initialise(config, 1)) {
                CpuModel weights = CpuModel.of(model);
                int length = 512;
                long before = allocated();
                CpuInference inference = weights.open(1, length, Mitigation.NONE);
                long used = allocated() - before;
                inference.read(new int[length], length);
                long estimate = CostEstimate.inferenceBytes(config, 1, length);
                // The kernels' own buffers are the same for every model, and small.
                assertTrue(used <= estimate + (1 << 20) && estimate <= 2 * used,
                        used + " bytes, estimated " + estimate);
            }
        }
    }

    private static Mamba2Config config(int dModel, int layers, int dState, int vocabulary) {
        return new Mamba2Config(dModel, layers, dState, 16, 2, 4, 1, true, vocabulary, new Range(1, 16),
                new Range(0.001, 0.1));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
