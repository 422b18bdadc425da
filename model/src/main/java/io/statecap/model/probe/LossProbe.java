package io.statecap.model.probe;

import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.ReadingShape;
import io.statecap.model.engine.StartStates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Loss against position, on held-out sequences, with the state carried: memory does not grow with the length. Beyond
 * the training length, part of the tokens is read a second time from a fresh state, see {@link FreshPlan}.
 */
public final class LossProbe {

    /** Seed of the held-out sequences: the same for every trial, so that trials differ by their models alone. */
    public static final long SEED = 0;

    /** Sequences that run side by side. */
    private static final int GROUP_SIZE = 8;

    private LossProbe() {}

    /** Groups that {@code sequences} are read in, independent of each other. */
    public static int groups(int sequences) {
        return (sequences + GROUP_SIZE - 1) / GROUP_SIZE;
    }

    /**
     * What to read with.
     *
     * @param model      only read
     * @param mitigation change of its recurrence
     * @param start      states that fresh windows start from: those of the model's training where these are known, else
     *                   the empty one
     */
    public record Reader(FrozenModel model, Mitigation mitigation, StartStates start) {}

    /**
     * Reads one group in several views, among them losses from a fresh state. Groups are independent of each other and
     * may be read on other threads or machines; {@link SequenceLosses#rows} averages over all of them.
     *
     * @param source    data, of which the first held-out sequences are read
     * @param sequences number of sequences of all groups
     * @param group     from 0 to {@link #groups} − 1
     * @param views     positions to average over
     * @param slices    subsets of positions to report on
     * @param held      receives the bytes that this took, without the weights
     * @return one a sequence of the group, in order
     */
    public static List<SequenceLosses> group(Reader reader, TokenSource source, int sequences, int group,
                                             List<LossView> views, List<Slice> slices, LongConsumer held) {
        int first = group * GROUP_SIZE;
        List<SequenceReading> readings = new ArrayList<>();
        for (int index = first; index < Math.min(sequences, first + GROUP_SIZE); index++) {
            readings.add(new SequenceReading(index, source.open(Split.HELD_OUT, SEED, index), views, slices));
        }
        long most = carried(reader, readings, views);
        List<SequenceLosses> losses = new ArrayList<>();
        readings.forEach(reading -> losses.add(new SequenceLosses(reading.carried, new ArrayList<>())));
        for (int view = 0; view < views.size(); view++) {
            most = Math.max(most, fresh(reader, readings, view));
            for (int sequence = 0; sequence < readings.size(); sequence++) {
                losses.get(sequence).fresh().add(FreshSums.of(readings.get(sequence).again.get(view),
                        views.get(view).buckets(), slices));
            }
        }
        held.accept(most);
        return losses;
    }

    /**
     * Carries the state from the first position to the last of the longest view.
     *
     * @return bytes held
     */
    private static long carried(Reader reader, List<SequenceReading> readings, List<LossView> views) {
        int sequences = readings.size();
        int piece = reader.model().shape(reader.mitigation()).length(sequences);
        int[] inputs = new int[sequences * piece];
        int[] targets = new int[sequences * piece];
        // The losses of a piece may come when the next one is there.
        int[][] agesInTurn = new int[2][sequences * piece];
        long length = views.stream().mapToLong(view -> view.buckets().length()).max().orElseThrow();
        try (Inference inference = reader.model().open(sequences, piece, reader.mitigation())) {
            for (long position = 0; position < length; position += piece) {
                int count = (int) Math.min(piece, length - position);
                int[] ages = agesInTurn[(int) (position / piece % 2)];
                for (int sequence = 0; sequence < sequences; sequence++) {
                    readings.get(sequence).next(position, count, inputs, targets, ages, sequence * count);
                }
                inference.read(inputs, count);
                long start = position;
                inference.losses(targets, ages, count, (row, loss, correct) ->
                        readings.get(row / count).loss(start + row % count, ages[row], loss, correct));
            }
            inference.finish();
            return inference.heldBytes() + MemoryFootprint.of(inputs, targets, agesInTurn, readings);
        }
    }

    /**
     * Reads what a view reads again: many windows side by side, each from a state that the training started from.
     * Windows are independent of each other, so neither their order nor their number side by side matters.
     *
     * @return bytes held
     */
    private static long fresh(Reader reader, List<SequenceReading> readings, int view) {
        FreshTokens[] tokens = readings.stream().map(reading -> reading.again.get(view)).toArray(FreshTokens[]::new);
        long most = 0;
        for (int number = 0; number < tokens[0].fresh.length && tokens[0].ages.length > 0; number++) {
            most = Math.max(most, windows(reader, readings, tokens, number));
        }
        return most;
    }

    /** Notes the losses in all windows of one size. */
    private static long windows(Reader reader, List<SequenceReading> readings, FreshTokens[] tokens, int number) {
        FreshPlan plan = tokens[0].plan;
        int size = plan.windows().get(number);
        List<FreshPlan.Window> all = plan.windows(size, tokens.length);
        ReadingShape shape = reader.model().shape(reader.mitigation());
        int lanes = Math.min(shape.sequences(size), all.size());
        int piece = Math.min(size, shape.length(lanes));
        int[] inputs = new int[lanes * piece];
        int[] targets = new int[lanes * piece];
        int[] ages = new int[lanes * piece];
        try (Inference inference = reader.model().open(lanes, piece, reader.mitigation())) {
            for (int first = 0; first < all.size(); first += lanes) {
                List<FreshPlan.Window> windows = all.subList(first, Math.min(first + lanes, all.size()));
                for (int lane = 0; lane < windows.size(); lane++) {
                    // Each window from another one of the states, so that none of them decides.
                    int state = readings.get(windows.get(lane).sequence()).index + first + lane;
                    inference.start(lane, reader.start(), state % Math.max(1, reader.start().count()));
                }
                for (int from = 0; from < size; from += piece) {
                    int count = Math.min(piece, size - from);
                    Arrays.fill(ages, TokenStream.NOT_SCORED);
                    for (int lane = 0; lane < windows.size(); lane++) {
                        tokens[windows.get(lane).sequence()].copy(windows.get(lane), from, count, inputs, targets, ages,
                                lane * count);
                    }
                    inference.read(inputs, count);
                    int at = from;
                    inference.losses(targets, ages, count, (row, loss, correct) -> {
                        FreshPlan.Window window = windows.get(row / count);
                        int ordinal = window.ordinal() + at + row % count - window.context();
                        tokens[window.sequence()].fresh[number][ordinal] = (float) loss;
                    });
                }
            }
            inference.finish();
            return inference.heldBytes() + MemoryFootprint.of(inputs, targets, ages, tokens);
        }
    }

    /** One sequence while it is read with its state carried, in several views. */
    private static final class SequenceReading {

        final int index;
        final ArrayList<LossSums> carried = new ArrayList<>();
        /** One a view. */
        final List<FreshTokens> again = new ArrayList<>();
        private final TokenStream stream;
        private final long[] lengths;
        private int last;

        /** @param index number of the sequence among all that are probed */
        SequenceReading(int index, TokenStream stream, List<LossView> views, List<Slice> slices) {
            this.index = index;
            this.stream = stream;
            lengths = views.stream().mapToLong(view -> view.buckets().length()).toArray();
            for (LossView view : views) {
                carried.add(new LossSums(view.buckets(), slices));
                again.add(new FreshTokens(FreshPlan.of(view)));
            }
            int[] first = new int[1];
            stream.read(first, new int[1], 0, 1);
            last = first[0];
        }

        /** The next piece, as inputs and the targets that follow them. */
        void next(long start, int count, int[] inputs, int[] targets, int[] ages, int offset) {
            stream.read(targets, ages, offset, count);
            inputs[offset] = last;
            System.arraycopy(targets, offset, inputs, offset + 1, count - 1);
            last = targets[offset + count - 1];
            again.forEach(tokens -> tokens.keep(start, count, inputs, targets, ages, offset));
        }

        void loss(long position, int age, double loss, boolean correct) {
            for (int view = 0; view < lengths.length; view++) {
                if (position < lengths[view]) {
                    carried.get(view).add(position, age, loss, correct);
                    again.get(view).loss(position, loss);
                }
            }
        }
    }
}
