package io.statecap.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiles, blocks and loops follow the width of the vectors; losses do not. */
class NarrowVectorsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void narrowerVectorsGiveTheSameBits(int bytes) throws IOException, InterruptedException {
        List<String> here = new ArrayList<>();
        try (Trainer trainer = TrainingInAnotherJvm.trainer(32, 4, true)) {
            for (int i = 0; i < TrainingInAnotherJvm.STEPS; i++) {
                here.add(TrainingInAnotherJvm.bits(trainer.step().loss()));
            }
        }
        assertEquals(here, TrainingInAnotherJvm.losses(folder, List.of("-XX:MaxVectorSize=" + bytes,
                "--add-modules=jdk.incubator.vector"), 32, 4, true));
    }
}
