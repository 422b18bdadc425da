package io.statecap.model.cpu;

import static io.statecap.model.SmallRecall.CONFIG;
import static io.statecap.model.SmallRecall.SOURCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.engine.EngineProvider;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.ModelEngine.OtherEngineException;
import io.statecap.model.engine.Precision;
import io.statecap.model.engine.StartStates;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.StepResult;
import io.statecap.model.train.TrainingSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CpuEngineTest {

    private static final ModelEngine ENGINE = new CpuEngine();
    private static final ModelEngine.Resources RESOURCES = new ModelEngine.Resources(1, false);

    private static TrainingSettings settings(InitialStates.Kind kind) {
        return new TrainingSettings(32, 6 * 128, 128, 5e-3, Schedule.CONSTANT, 0, 0, 0, 0.9, 0.95, 1e-8, 1, 7,
                new InitialStates(kind, 0.5, true));
    }

    private static byte[] checkpoint(TrainingRun run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run.writeCheckpoint(out);
        return out.toByteArray();
    }

    @Test
    void blocksOfStepsAreTheStepsOneByOne() {
        List<StepResult> single = new ArrayList<>();
        List<StepResult> blocks = new ArrayList<>();
        try (TrainingRun one = ENGINE.start(CONFIG, settings(InitialStates.Kind.ZERO), SOURCE, RESOURCES);
                TrainingRun other = ENGINE.start(CONFIG, settings(InitialStates.Kind.ZERO), SOURCE, RESOURCES)) {
            while (!one.done()) {
                single.addAll(one.steps(1));
            }
            blocks.addAll(other.steps(4));
            assertEquals(4, other.stepsDone());
            blocks.addAll(other.steps(100));
            assertTrue(other.done());
            assertTrue(other.steps(1).isEmpty());
        }
        assertEquals(single, blocks);
    }

    /** They are what the next step uses, changing nothing, and a resumed training has the same. */
    @ParameterizedTest
    @EnumSource(InitialStates.Kind.class)
    void startStatesSurviveAResume(InitialStates.Kind kind) throws IOException {
        try (TrainingRun run = ENGINE.start(CONFIG, settings(kind), SOURCE, RESOURCES)) {
            run.steps(3);
            byte[] before = checkpoint(run);
            StartStates states = run.startStates(2);
            assertArrayEquals(before, checkpoint(run));
            assertEquals(kind == InitialStates.Kind.ZERO, states.isEmpty());
            try (TrainingRun resumed = ENGINE.resume(CONFIG, settings(kind), SOURCE, RESOURCES,
                    new ByteArrayInputStream(before))) {
                StartStates again = resumed.startStates(2);
                assertEquals(states.count(), again.count());
                for (int layer = 0; layer < states.states().length; layer++) {
                    assertArrayEquals(states.states()[layer], again.states()[layer]);
                    assertArrayEquals(states.history()[layer], again.history()[layer]);
                    assertEquals(2 * CONFIG.dState() * CONFIG.dInner(), states.states()[layer].length);
                }
            }
            run.steps(3);
            assertTrue(run.done());
            assertEquals(kind == InitialStates.Kind.ZERO ? 0 : 2, run.startStates(2).count(), "after the last step");
        }
    }

    @Test
    void aCheckpointOfAnotherEngineIsToldFromADamagedOne() throws IOException {
        byte[] bytes;
        try (TrainingRun run = ENGINE.start(CONFIG, settings(InitialStates.Kind.ZERO), SOURCE, RESOURCES)) {
            bytes = checkpoint(run);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        byte[] other = text.replace("cpu float32", "gpu float32").getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(assertThrows(OtherEngineException.class, () -> ENGINE.resume(CONFIG,
                settings(InitialStates.Kind.ZERO), SOURCE, RESOURCES, new ByteArrayInputStream(other))).getMessage()
                .contains("gpu float32"));
    }

    @Test
    void namesItself() throws IOException {
        assertEquals("cpu", ENGINE.name());
        assertEquals(Precision.FLOAT32, ENGINE.precision());
        assertTrue(!ENGINE.device().isBlank());
        assertEquals(Precision.TF32, Precision.of("tf32"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Precision.of("fp16")).getMessage()
                .contains("float32, tf32, bf16"));
        assertTrue(EngineProvider.named("no such engine").isEmpty());
        try (TrainingRun run = ENGINE.start(CONFIG, settings(InitialStates.Kind.ZERO), SOURCE, RESOURCES);
                FrozenModel model = ENGINE.model(CONFIG, run.weights())) {
            assertEquals(CONFIG, model.config());
            assertTrue(run.heldBytes() > model.heldBytes());
        }
    }
}
