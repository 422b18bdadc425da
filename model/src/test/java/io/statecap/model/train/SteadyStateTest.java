package io.statecap.model.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.statecap.datasets.RandomTokensSource;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.engine.StartStates;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.Slice;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Once compiled, steps and probes leave nothing to the collector but names and pointers, with the Vector API: vectors
 * stay in registers. How long compiling takes depends on the machine, so the tests wait for it. The probe comes first,
 * the harder order: its forward passes are compiled without the training's.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class SteadyStateTest {

    private static final long BYTES_A_STEP = 64 << 10;
    private static final long BYTES_A_PIECE = 2 << 10;
    private static final int STEPS_IN_A_ROW = 100;
    private static final int PROBES_IN_A_ROW = 5;
    private static final long PATIENCE_OF_PROCESSOR_NANOS = TimeUnit.MINUTES.toNanos(3);
    private static final int VOCABULARY = 160;
    private static final int LENGTH = 64;

    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Mamba2Config config(int dModel, int dState, int headDim) {
        return new Mamba2Config(dModel, 2, dState, headDim, 2, 4, 1, true, VOCABULARY,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));
    }

    private static long allocatedBy(Runnable work) {
        long before = BEAN.getCurrentThreadAllocatedBytes();
        work.run();
        return BEAN.getCurrentThreadAllocatedBytes() - before;
    }

    /** Repeats until {@code inARow} measurements after each other keep to the limit. */
    private static void assertSettlesBelow(long limit, int inARow, LongSupplier measurement) {
        long start = BEAN.getCurrentThreadCpuTime();
        long last = Long.MAX_VALUE;
        for (int good = 0; good < inARow; good = last <= limit ? good + 1 : 0) {
            assertTrue(BEAN.getCurrentThreadCpuTime() - start < PATIENCE_OF_PROCESSOR_NANOS,
                    "still " + last + " bytes, where " + limit + " are allowed");
            last = measurement.getAsLong();
        }
    }

    /** The model of conf/quick.json; one with heads enough for vectors of Δ; one with longer rows. */
    @ParameterizedTest
    @CsvSource({"32, 16, 16", "32, 16, 4", "64, 32, 32"})
    void stepsAllocateLittle(int dModel, int dState, int headDim) {
        TrainingSettings settings = new TrainingSettings(LENGTH, Long.MAX_VALUE / 2, 16 * LENGTH, 1e-3,
                Schedule.CONSTANT, 0, 0, 0.1, 0.9, 0.95, 1e-8, 1, 0, InitialStates.ZERO);
        try (Trainer trainer = Trainer.start(config(dModel, dState, headDim), settings,
                new RandomTokensSource(VOCABULARY), 1)) {
            assertSettlesBelow(BYTES_A_STEP, STEPS_IN_A_ROW, () -> allocatedBy(trainer::step));
        }
    }

    /** The call of a trial, with the state carried and from fresh states: what four times the length allocates more. */
    @Test
    void probesAllocateLittleBesideTheirBuffers() {
        int pieces = 256;
        int more = 4 * pieces;
        try (Mamba2 model = Mamba2.initialise(config(32, 16, 16), 0)) {
            LossProbe.Reader reader = new LossProbe.Reader(CpuModel.of(model), Mitigation.NONE, StartStates.EMPTY);
            RandomTokensSource source = new RandomTokensSource(VOCABULARY);
            assertSettlesBelow((more - pieces) * BYTES_A_PIECE, PROBES_IN_A_ROW,
                    () -> probed(reader, source, more) - probed(reader, source, pieces));
        }
    }

    private static long probed(LossProbe.Reader reader, RandomTokensSource source, int pieces) {
        List<LossView> views = List.of(new LossView(LENGTH, Buckets.geometric(LENGTH, (long) pieces * LENGTH, 1)));
        long[] held = new long[1];
        long allocated = allocatedBy(() -> LossProbe.group(reader, source, 8, 0, views, List.of(Slice.ALL),
                bytes -> held[0] = bytes));
        assertTrue(held[0] > 0, "the probe reported no buffers");
        return allocated;
    }
}
