package io.statecap.model.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages good files at random and reads them: each either loads or is refused by a {@link ModelFormatException},
 * and neither may allocate more than a fixed amount. {@code -Dstatecap.fuzzSeconds=N} goes on for N seconds a format
 * with seeds that have not been tried; a failure prints the file.
 */
class MutationFuzzTest {

    private static final int CASES = 4000;
    private static final long MOST_ALLOCATED = 16L << 20;
    private static final int MOST_READ = 1 << 16;

    private static final Map<String, byte[]> STORAGES = Map.of("0", new byte[24], "1", new byte[16]);

    @TempDir
    Path folder;

    private interface Reader {
        void read(byte[] file) throws IOException;
    }

    @Test
    void safetensors() throws IOException {
        byte[] good = SafetensorsBytes.of(new SafetensorsWriter().metadata("format", "pt")
                .add("", SafetensorsBytes.tensor("step", Shape.of(2), new float[2]))
                .add("", SafetensorsBytes.tensor("a.weight", Shape.of(2, 3), new float[6]))
                .add("", SafetensorsBytes.tensor("b", Shape.of(5), new float[5])));
        fuzz("safetensors", good, file -> readAll(SafetensorsFile.of(file, "fuzz")));
    }

    @Test
    void zip() throws IOException {
        fuzz("zip", TorchFiles.zip(goodPickle(), STORAGES), this::readTorch);
    }

    @Test
    void zipOfPyTorch() throws IOException {
        // With zip64 records and padding; its tail holds all of the directory.
        byte[] whole = new ReferenceModel().torch();
        fuzz("PyTorch zip", Arrays.copyOfRange(whole, whole.length - 2000, whole.length), tail -> {
            byte[] file = Arrays.copyOf(whole, whole.length - 2000 + tail.length);
            System.arraycopy(tail, 0, file, whole.length - 2000, tail.length);
            readTorch(file);
        });
    }

    @Test
    void pickle() throws IOException {
        // With its right checksum, which would stop nearly all.
        fuzz("pickle", goodPickle(), pickle -> readTorch(TorchFiles.zip(pickle, STORAGES)));
    }

    @Test
    void config() throws IOException {
        byte[] weights = new ReferenceModel().safetensors();
        fuzz("config.json", new ReferenceModel().config(), json -> {
            var config = ConfigFile.read(JsonFields.parse("fuzz", json));
            ModelWeights.of(config, SafetensorsFile.of(weights, "weights")).close();
        });
    }

    @Test
    void stateSpacesConfig() throws IOException {
        byte[] good = """
                {"d_model": 32, "d_intermediate": 0, "n_layer": 2, "vocab_size": 57, "rms_norm": true,
                 "ssm_cfg": {"layer": "Mamba2", "d_state": 16, "headdim": 8, "A_init_range": [1, 16],
                 "dt_limit": [0.0, Infinity]}, "attn_layer_idx": [], "pad_vocab_size_multiple": 61}
                """.getBytes(StandardCharsets.UTF_8);
        Path weights = Files.write(folder.resolve("weights.bin"), new ReferenceModel().torch());
        fuzz("state-spaces config.json", good, json -> {
            var config = ConfigFile.read(JsonFields.parse("fuzz", json));
            try (TensorSource source = TorchFile.open(weights)) {
                ModelWeights.of(config, source);
            }
        });
    }

    private static byte[] goodPickle() {
        return TorchFiles.pickle().op('}', 'q', 0, '(')
                .text("x").tensor("0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
                .text("y").tensor("1", 4, 1, new long[] {3}, new long[] {1}).op('u', '.').bytes();
    }

    private void readTorch(byte[] file) throws IOException {
        try (TensorSource source = TorchFile.open(Files.write(folder.resolve("fuzz.bin"), file))) {
            readAll(source);
        }
    }

    private static void readAll(TensorSource source) throws IOException {
        for (String name : source.names()) {
            int count = (int) Math.min(MOST_READ, source.shape(name).elements());
            source.read(name, 0, new float[count], 0, count);
        }
    }

    private static void fuzz(String format, byte[] good, Reader reader) throws IOException {
        reader.read(good);
        Integer seconds = Integer.getInteger("statecap.fuzzSeconds");
        long end = seconds == null ? 0 : System.nanoTime() + seconds * 1_000_000_000L;
        int loaded = 0;
        int seed = 0;
        for (; seconds == null ? seed < CASES : System.nanoTime() < end; seed++) {
            byte[] file = Mutations.of(good, new SplittableRandom(seed));
            long before = allocated();
            try {
                reader.read(file);
                loaded++;
            } catch (ModelFormatException e) {
                assertTrue(e.getMessage().length() < 1000, e.getMessage());
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError(failure(format, seed, file, e.toString()), e);
            }
            long used = allocated() - before;
            if (used > MOST_ALLOCATED) {
                throw new AssertionError(failure(format, seed, file, used + " bytes were allocated"));
            }
        }
        // A fuzzer that only ever sees refusals, or only loads, tests little.
        assertTrue(loaded > 0 && loaded < seed, loaded + " of " + seed + " were loaded");
        if (seconds != null) {
            System.out.println(format + ": " + seed + " mutations, " + loaded + " of them loaded");
        }
    }

    private static String failure(String format, int seed, byte[] file, String what) {
        return format + ", seed " + seed + ": " + what + "\n" + Base64.getEncoder().encodeToString(file);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
