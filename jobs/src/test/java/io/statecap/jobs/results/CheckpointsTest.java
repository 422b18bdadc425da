package io.statecap.jobs.results;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    private static final String TRIAL = "aa11";

    @TempDir
    private Path results;
    private Path folder;
    private byte[] content;
    private Checkpoints checkpoints;

    @BeforeEach
    void write() throws IOException {
        folder = results.resolve("checkpoints").resolve(TRIAL);
        content = new byte[100_000];
        new Random(1).nextBytes(content);
        checkpoints = ResultsDirectory.local(results).checkpoints(TRIAL);
        checkpoints.write(out -> out.write(content));
    }

    private Path state() {
        return folder.resolve("training.state");
    }

    private Optional<byte[]> read() throws IOException {
        Optional<InputStream> latest = checkpoints.latest();
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream checkpoint = latest.get()) {
            return Optional.of(checkpoint.readAllBytes());
        }
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        assertArrayEquals(content, read().orElseThrow());
        assertEquals(List.of(), checkpoints.damaged());
    }

    @Test
    void noMutationIsEverRead() throws IOException {
        byte[] whole = Files.readAllBytes(state());
        Random random = new Random(2);
        for (int round = 0; round < 300; round++) {
            byte[] mutated = mutate(whole, random);
            if (Arrays.equals(mutated, whole)) {
                continue;
            }
            Files.write(state(), mutated);

            assertEquals(Optional.empty(), read(), "round " + round);
            assertTrue(Files.notExists(state()), "round " + round);
            assertArrayEquals(mutated, Files.readAllBytes(results.resolve("checkpoints/damaged/" + TRIAL + "-"
                    + state().getFileName())));
        }
        assertEquals(1, checkpoints.damaged().size());
    }

    private static byte[] mutate(byte[] whole, Random random) {
        byte[] mutated = whole.clone();
        switch (random.nextInt(5)) {
            case 0 -> mutated[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> mutated = Arrays.copyOf(whole, random.nextInt(whole.length));
            case 2 -> mutated = Arrays.copyOf(whole, whole.length + 1 + random.nextInt(100));
            case 3 -> {
                int at = random.nextInt(whole.length - 64);
                Arrays.fill(mutated, at, at + 64, (byte) random.nextInt(256));
            }
            default -> {
                int at = random.nextInt(whole.length - 1);
                byte one = mutated[at];
                mutated[at] = mutated[at + 1];
                mutated[at + 1] = one;
            }
        }
        return mutated;
    }

    @Test
    void aStateUnderAnothersNameIsNotRead() throws IOException {
        Checkpoints other = ResultsDirectory.local(results).checkpoints("bb22");
        Files.createDirectories(results.resolve("checkpoints/bb22"));
        Files.copy(state(), results.resolve("checkpoints/bb22").resolve(state().getFileName()));
        assertTrue(other.latest().isEmpty());

        checkpoints.writePart("0", out -> out.write(1));
        Files.copy(folder.resolve("0.part"), folder.resolve("1.part"));
        assertEquals(1, checkpoints.readParts().size());
    }

    /** The parts were measured with weights that are gone. */
    @Test
    void partsGoWithADamagedState() throws IOException {
        checkpoints.writePart("0", out -> out.write(1));
        Files.write(state(), new byte[3]);

        assertEquals(Optional.empty(), read());
        assertEquals(List.of(), checkpoints.readParts());
    }

    @Test
    void aDamagedPartIsMeasuredAgain() throws IOException {
        checkpoints.writePart("0", out -> out.write(1));
        checkpoints.writePart("1", out -> out.write(2));
        Path part = folder.resolve("0.part");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes);

        List<byte[]> parts = checkpoints.readParts();

        assertEquals(1, parts.size());
        assertArrayEquals(new byte[] {2}, parts.get(0));
        assertEquals(1, checkpoints.damaged().size());
    }
}
