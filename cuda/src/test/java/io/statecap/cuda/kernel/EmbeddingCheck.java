package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.network.BatchLayout;
import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** {@link Embedding}: rows by token, and their gradient, added to one that is there. */
record EmbeddingCheck(int vocabulary, int width, int sequences, int length) implements KernelCheck {

    /** One row, one token for all, more rows of a token than a segment has, tokens that do not occur. */
    static final List<EmbeddingCheck> ALL = List.of(new EmbeddingCheck(5, 8, 1, 1), new EmbeddingCheck(1, 20, 2, 127),
            new EmbeddingCheck(3, 7, 3, 65), new EmbeddingCheck(997, 256, 2, 63), new EmbeddingCheck(61, 520, 4, 257));

    @Override
    public String toString() {
        return "embedding of " + vocabulary + " x " + width + ", " + sequences + "x" + length;
    }

    /** Float32 in every arithmetic. */
    @Override
    public String run(Gpu gpu, Arithmetic arithmetic) {
        SplittableRandom random = new SplittableRandom(width);
        int rows = sequences * length;
        int[] tokens = random.ints(rows, 0, vocabulary).toArray();
        float[] e = DeviceArrays.random(random, vocabulary * width, 1, false);
        float[] dx = DeviceArrays.random(random, rows * width, 1, false);
        float[] before = DeviceArrays.random(random, vocabulary * width, 1, false);
        double[] x = new double[rows * width];
        double[] de = new double[before.length];
        double[] sizes = new double[before.length];
        for (int i = 0; i < before.length; i++) {
            de[i] = before[i];
            sizes[i] = Math.abs(before[i]);
        }
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < width; c++) {
                int at = tokens[row] * width + c;
                x[row * width + c] = e[at];
                de[at] += dx[row * width + c];
                sizes[at] = Math.hypot(sizes[at], dx[row * width + c]);
            }
        }
        int[] ages = new int[rows];
        Arrays.fill(ages, TokenStream.NO_AGE);
        BatchLayout layout = new BatchLayout(sequences, length, vocabulary);
        int[] packed = new int[layout.bytes() / Integer.BYTES];
        layout.pack(new TokenBatch(sequences, length, tokens, tokens, ages), 0, sequences, 1, packed, 0);
        Distances said = new Distances();
        try (DeviceArrays on = new DeviceArrays(gpu, arithmetic)) {
            Embedding embedding = new Embedding(gpu, width);
            BatchLayout.At batch = new BatchLayout.At(layout, on.ints(packed));
            long ofX = on.arena.floats(x.length);
            long ofDe = on.floats(before);
            embedding.forward(on.stream, batch.tokens(), on.floats(e), ofX, rows);
            embedding.backward(on.stream, on.floats(dx), batch,
                    on.arena.floats((long) layout.mostSegments() * width), ofDe);
            said.near("x", on.readFloats(ofX, x.length), x, 0);
            said.near("de", on.readFloats(ofDe, de.length), 0, de, sizes, 1e-6);
        }
        return said.toString();
    }
}
