package io.statecap.jobs.experiment.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.LateModel;
import io.statecap.model.Mamba2Config;
import io.statecap.model.cpu.CpuEngine;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.io.ModelDirectories;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceScorerTest {

    @TempDir
    private Path folder;

    /** An engine that gives the losses of a piece when the next one has been read. */
    private static ModelEngine late() {
        ModelEngine cpu = new CpuEngine();
        return (ModelEngine) Proxy.newProxyInstance(SequenceScorerTest.class.getClassLoader(),
                new Class<?>[] {ModelEngine.class}, (proxy, method, arguments) -> method.getName().equals("model")
                        ? new LateModel(cpu.model((Mamba2Config) arguments[0], (TensorSource) arguments[1]))
                        : method.invoke(cpu, arguments));
    }

    @Test
    void lossesMayComeLate() throws IOException {
        Path model = ModelDirectories.initialise(folder.resolve("m"), new Mamba2Config(8, 1, 4, 8, 2, 4, 1, true, 61,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1)), 7);
        SplittableRandom random = new SplittableRandom(3);
        List<int[]> sequences = IntStream.of(1, 700, 0, 2, 1500, 40).mapToObj(length ->
                random.ints(length, 0, 61).toArray()).toList();
        try (HfModelDirectory directory = HfModelDirectory.load(model)) {
            Score wanted = SequenceScorer.score(new CpuEngine(), directory, sequences, 2);
            Score got = SequenceScorer.score(late(), directory, sequences, 2);
            for (int i = 0; i < sequences.size(); i++) {
                assertArrayEquals(wanted.losses().get(i), got.losses().get(i));
            }
            assertEquals(wanted.summary(), got.summary());
            assertTrue(got.seconds() > 0);
        }
    }
}
