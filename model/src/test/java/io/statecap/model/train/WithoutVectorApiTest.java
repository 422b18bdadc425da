package io.statecap.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training in a JVM without the Vector API. Allocation is looked at there too: compiled vector code allocates
 * nothing, but until it is compiled every vector is an object, which would hide what the steps themselves allocate.
 */
class WithoutVectorApiTest {

    /** Names and pointers for every parameter. The gradients alone of the smallest case are twice as large. */
    private static final long BYTES_A_STEP = 48 << 10;

    @TempDir
    private Path folder;

    @Test
    void saysSoOnceAndGivesTheSameBits() throws IOException, InterruptedException {
        TrainingInAnotherJvm.Outcome without = TrainingInAnotherJvm.run(folder, List.of(), 32, 4, true);
        List<String> here = new ArrayList<>();
        try (Trainer trainer = TrainingInAnotherJvm.trainer(32, 4, true)) {
            for (int i = 0; i < TrainingInAnotherJvm.STEPS; i++) {
                here.add(TrainingInAnotherJvm.bits(trainer.step().loss()));
            }
        }
        assertEquals(here, without.losses());
        assertEquals(2, without.log().split("the Vector API is not available", -1).length,
                "said other than once: " + without.log());
    }

    /** Tiles, blocks and loops follow the width of the vectors; losses do not. */
    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void narrowerVectorsGiveTheSameBits(int bytes) throws IOException, InterruptedException {
        assertEquals(TrainingInAnotherJvm.run(folder, List.of("-Dstatecap.scalar=true"), 32, 4, true).losses(),
                TrainingInAnotherJvm.run(folder, List.of("-XX:MaxVectorSize=" + bytes,
                        "--add-modules=jdk.incubator.vector"), 32, 4, true).losses());
    }

    /** Buffers belong to the trial: what a step leaves behind depends neither on the batch nor on the width. */
    @ParameterizedTest
    @CsvSource({"32, 4, true", "64, 16, false"})
    void stepsAllocateLittle(int dModel, int sequences, boolean tied) throws IOException, InterruptedException {
        long bytes = TrainingInAnotherJvm.run(folder, List.of("-Dstatecap.scalar=true"), dModel, sequences, tied)
                .leastBytes();
        assertTrue(bytes <= BYTES_A_STEP, "the step that allocated least took " + bytes + " bytes");
    }
}
