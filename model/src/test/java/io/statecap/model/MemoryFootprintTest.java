package io.statecap.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.statecap.datasets.RandomTokensSource;
import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;
import io.statecap.model.cpu.CpuInference;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MemoryFootprintTest {

    private static final Mamba2Config CONFIG = new Mamba2Config(128, 3, 32, 32, 2, 4, 1, true, 300,
            new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));

    /** Every way to hold an array; the lambda holds one, too. */
    private static final class Owner {
        private final float[] own = new float[10];
        private final float[] same = own;
        private final double[][] rows = new double[3][5];
        private final List<Object> list = List.of(new long[2], "text", new boolean[7]);
        private final Map<String, Object> map = Map.of("a", new short[4], "b", new int[0]);
        private final Object nothing = null;
        private final Supplier<char[]> lambda;

        Owner(char[] captured) {
            lambda = () -> captured;
        }
    }

    @Test
    void arraysCountOnceWhereverTheyAreHeld() {
        Owner owner = new Owner(new char[6]);
        long bytes = 10 * 4 + 3 * 5 * 8 + 2 * 8 + 7 + 4 * 2 + 6 * 2;

        assertEquals(bytes, MemoryFootprint.of(owner));
        assertEquals(bytes + 4, MemoryFootprint.of(owner, owner.own, new float[1]));
        assertEquals(0, MemoryFootprint.of());
    }

    @Test
    void parametersAreOffHeap() {
        try (Parameters parameters = Parameters.zeros(CONFIG)) {
            assertEquals(4 * CONFIG.parameters(), MemoryFootprint.of(parameters));
        }
    }

    /** Text is shared by all trials of a JVM, or mapped. */
    @Test
    void dataAreNotCounted() {
        TokenSource source = new TokenSource() {
            private final int[] text = new int[1000];

            @Override
            public int vocabularySize() {
                return text.length;
            }

            @Override
            public TokenStream open(Split split, long seed, long index) {
                return new RandomTokensSource(2).open(split, seed, index);
            }
        };

        assertEquals(0, MemoryFootprint.of(List.of(source)));
    }

    /** Against the bytes that the JVM allocated for it, which are little more than its buffers. */
    @Test
    void agreesWithWhatTheJvmAllocates() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Mamba2 model = Mamba2.initialise(CONFIG, 0)) {
            new CpuInference(model, 1, 64);
            long before = bean.getCurrentThreadAllocatedBytes();
            CpuInference inference = new CpuInference(model, 8, 64);
            long allocated = bean.getCurrentThreadAllocatedBytes() - before;

            assertEquals(1, MemoryFootprint.of(inference) / (double) allocated, 0.02);
        }
    }
}
