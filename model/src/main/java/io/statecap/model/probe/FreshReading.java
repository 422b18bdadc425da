package io.statecap.model.probe;

import io.statecap.datasets.TokenStream;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.ReadingShape;
import io.statecap.model.engine.StartStates;
import java.util.Arrays;
import java.util.List;

/**
 * The second reading of one view: many windows side by side, each from a state that the training started from. Windows
 * are independent of each other, so neither their order nor their number side by side matters.
 */
final class FreshReading {

    private final LossProbe.Reader reader;
    private final List<SequenceReading> readings;
    private final FreshPlan plan;
    private final FreshTokens[] tokens;
    /** [sequences][window sizes][scored tokens] */
    private final float[][][] losses;
    private long heldBytes;

    FreshReading(LossProbe.Reader reader, List<SequenceReading> readings, int view) {
        this.reader = reader;
        this.readings = readings;
        tokens = readings.stream().map(reading -> reading.again.get(view)).toArray(FreshTokens[]::new);
        plan = tokens[0].plan();
        List<Integer> sizes = plan.windows();
        losses = new float[tokens.length][sizes.size()][plan.tokens()];
        for (int size = 0; size < sizes.size() && plan.segments() > 0; size++) {
            read(sizes.get(size), size);
        }
    }

    private void read(int size, int number) {
        FreshWindows windows = new FreshWindows(plan, size);
        int all = windows.count(tokens.length);
        ReadingShape shape = reader.model().shape(reader.mitigation());
        int lanes = Math.min(shape.sequences(size), all);
        int piece = Math.min(size, shape.length(lanes));
        int[] inputs = new int[lanes * piece];
        int[] targets = new int[lanes * piece];
        int[] ages = new int[lanes * piece];
        try (Inference inference = reader.model().open(lanes, piece, reader.mitigation())) {
            for (int first = 0; first < all; first += lanes) {
                int last = Math.min(all, first + lanes);
                for (int window = first; window < last; window++) {
                    start(inference, window - first, windows.sequence(window), window);
                }
                for (int from = 0; from < size; from += piece) {
                    int count = Math.min(piece, size - from);
                    Arrays.fill(ages, TokenStream.NOT_SCORED);
                    for (int window = first; window < last; window++) {
                        tokens[windows.sequence(window)].copy(windows, window, from, count, inputs, targets, ages,
                                (window - first) * count);
                    }
                    inference.read(inputs, count);
                    int lane0 = first;
                    int at = from;
                    inference.losses(targets, ages, count, (row, loss, correct) -> {
                        int window = lane0 + row / count;
                        losses[windows.sequence(window)][number][windows.ordinal(window, at + row % count)] =
                                (float) loss;
                    });
                }
            }
            heldBytes = Math.max(heldBytes, inference.heldBytes()
                    + MemoryFootprint.of(inputs, targets, ages, tokens, losses));
        }
    }

    /** Each window from another one of the states, so that none of them decides. */
    private void start(Inference inference, int lane, int sequence, int window) {
        StartStates states = reader.start();
        inference.start(lane, states, states.isEmpty() ? 0
                : (readings.get(sequence).index + window) % states.count());
    }

    FreshSums sums(int sequence, Buckets buckets, List<Slice> slices) {
        return FreshSums.of(plan, buckets, slices, tokens[sequence], losses[sequence]);
    }

    long heldBytes() {
        return heldBytes;
    }
}
