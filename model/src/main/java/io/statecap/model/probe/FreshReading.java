package io.statecap.model.probe;

import io.statecap.datasets.TokenStream;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.ReadingShape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
        int all = Math.multiplyExact(tokens.length, plan.windows(size));
        ReadingShape shape = reader.model().shape(reader.mitigation());
        int lanes = Math.min(shape.sequences(size), all);
        int piece = Math.min(size, shape.length(lanes));
        int[] inputs = new int[lanes * piece];
        int[] targets = new int[lanes * piece];
        int[] ages = new int[lanes * piece];
        try (Inference inference = reader.model().open(lanes, piece, reader.mitigation())) {
            for (int first = 0; first < all; first += lanes) {
                FreshPlan.Window[] windows = IntStream.range(first, Math.min(all, first + lanes))
                        .mapToObj(window -> plan.window(size, window)).toArray(FreshPlan.Window[]::new);
                for (int lane = 0; lane < windows.length; lane++) {
                    // Each window from another one of the states, so that none of them decides.
                    int state = readings.get(windows[lane].sequence()).index + first + lane;
                    inference.start(lane, reader.start(), state % Math.max(1, reader.start().count()));
                }
                for (int from = 0; from < size; from += piece) {
                    int count = Math.min(piece, size - from);
                    Arrays.fill(ages, TokenStream.NOT_SCORED);
                    for (int lane = 0; lane < windows.length; lane++) {
                        tokens[windows[lane].sequence()].copy(windows[lane], from, count, inputs, targets, ages,
                                lane * count);
                    }
                    inference.read(inputs, count);
                    int at = from;
                    inference.losses(targets, ages, count, (row, loss, correct) -> {
                        FreshPlan.Window window = windows[row / count];
                        int ordinal = window.ordinal() + at + row % count - window.context();
                        losses[window.sequence()][number][ordinal] = (float) loss;
                    });
                }
            }
            heldBytes = Math.max(heldBytes, inference.heldBytes()
                    + MemoryFootprint.of(inputs, targets, ages, tokens, losses));
        }
    }

    FreshSums sums(int sequence, Buckets buckets, List<Slice> slices) {
        return FreshSums.of(plan, buckets, slices, tokens[sequence], losses[sequence]);
    }

    long heldBytes() {
        return heldBytes;
    }
}
