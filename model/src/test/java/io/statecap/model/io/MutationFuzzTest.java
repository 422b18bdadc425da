package io.statecap.model.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Damages good files at random and reads them: each either loads or is refused by a {@link CheckpointFormatException},
 * and neither may allocate more than a fixed amount. {@code -Dstatecap.fuzzSeconds=N} goes on for N seconds a format
 * with seeds that have not been tried; a failure prints the file.
 */
class MutationFuzzTest {

    private static final int CASES = 4000;
    private static final long MOST_ALLOCATED = 16L << 20;
    private static final int MOST_READ = 1 << 16;

    private interface Reader {
        void read(byte[] file) throws IOException;
    }

    @Test
    void safetensors() throws IOException {
        var out = new ByteArrayOutputStream();
        new SafetensorsWriter().metadata("format", "pt").longs("step", Shape.of(2), new long[2])
                .floats("a.weight", Shape.of(2, 3), new float[6]).floats("b", Shape.of(5), new float[5]).writeTo(out);
        fuzz("safetensors", out.toByteArray(), file -> readAll(SafetensorsFile.of(file, "fuzz")));
    }

    @Test
    void zip() throws IOException {
        fuzz("zip", torch(), file -> readAll(TorchCheckpoint.of(file, "fuzz")));
    }

    @Test
    void zipOfPyTorch() throws IOException {
        // With zip64 records and padding; its tail holds all of the directory.
        byte[] whole = new ReferenceModel().torch();
        fuzz("PyTorch zip", Arrays.copyOfRange(whole, whole.length - 2000, whole.length), tail -> {
            byte[] file = Arrays.copyOf(whole, whole.length - 2000 + tail.length);
            System.arraycopy(tail, 0, file, whole.length - 2000, tail.length);
            readAll(TorchCheckpoint.of(file, "fuzz"));
        });
    }

    @Test
    void pickle() throws IOException {
        byte[] zip = torch();
        // Straight to the machine: in the zip the checksum would stop nearly all.
        byte[] good = pickleOf(zip);
        fuzz("pickle", good, pickle -> readAll(TorchCheckpoint.of(TorchFiles.zip(pickle,
                Map.of("0", new byte[24], "1", new byte[16])), "fuzz")));
    }

    @Test
    void config() throws IOException {
        byte[] weights = new ReferenceModel().safetensors();
        fuzz("config.json", new ReferenceModel().config(), json -> {
            var config = HfConfig.read("fuzz", CheckpointJson.tree("fuzz", ByteBuffer.wrap(json)));
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
        byte[] weights = new ReferenceModel().torch();
        fuzz("state-spaces config.json", good, json -> {
            var config = StateSpacesConfig.read("fuzz", CheckpointJson.tree("fuzz", ByteBuffer.wrap(json)));
            ModelWeights.of(config, TorchCheckpoint.of(weights, "weights")).close();
        });
    }

    private static byte[] torch() throws IOException {
        return TorchFiles.zip(TorchFiles.pickle().op('}', 'q', 0, '(')
                .text("x").tensor("0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
                .text("y").tensor("1", 4, 1, new long[] {3}, new long[] {1}).op('u', '.').bytes(),
                Map.of("0", new byte[24], "1", new byte[16]));
    }

    private static byte[] pickleOf(byte[] zip) throws IOException {
        ByteBuffer content = StoredZip.read(new ArrayBytes("zip", zip)).content("archive/data.pkl", 1 << 20);
        byte[] pickle = new byte[content.remaining()];
        content.get(pickle);
        return pickle;
    }

    private static void readAll(TensorSource source) throws IOException {
        for (String name : source.names()) {
            if (source.elementType(name).floating()) {
                int count = (int) Math.min(MOST_READ, source.shape(name).elements());
                source.read(name, 0, new float[count], 0, count);
            } else {
                ((SafetensorsFile) source).readLongs(name);
            }
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
            } catch (CheckpointFormatException e) {
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
