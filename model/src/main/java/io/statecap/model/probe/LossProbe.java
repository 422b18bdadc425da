package io.statecap.model.probe;

import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Loss against position, on held-out sequences, with the state carried: memory does not grow with the length. */
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
     * Reads one group in several views, among them losses from a fresh state. Groups are independent of each other and
     * may be read on other threads or machines; {@link SequenceLosses#rows} averages over all of them.
     *
     * @param model     only read
     * @param source    data, of which the first held-out sequences are read
     * @param sequences number of sequences of all groups
     * @param group     from 0 to {@link #groups} − 1
     * @param views     positions to average over
     * @param slices    subsets of positions to report on
     * @param held      receives the bytes that this took, without the weights
     * @return one a sequence of the group, in order
     */
    public static List<SequenceLosses> group(FrozenModel model, Mitigation mitigation, TokenSource source,
                                             int sequences, int group, List<LossView> views, List<Slice> slices, LongConsumer held) {
        int first = group * GROUP_SIZE;
        List<SequenceLosses> losses = new ArrayList<>();
        for (int index = first; index < Math.min(sequences, first + GROUP_SIZE); index++) {
            losses.add(SequenceLosses.of(views, slices));
        }
        try (Reader reader = new Reader(model, mitigation, losses.size())) {
            reader.read(streams(source, first, losses.size()), views, losses);
            for (int view = 0; view < views.size(); view++) {
                if (views.get(view).hasFresh()) {
                    List<LossSums> fresh = new ArrayList<>();
                    for (SequenceLosses sequence : losses) {
                        fresh.add(sequence.fresh().get(view));
                    }
                    for (int parity = 0; parity < 2; parity++) {
                        reader.readFresh(streams(source, first, losses.size()), fresh, views.get(view), parity);
                    }
                }
            }
            held.accept(reader.heldBytes());
        }
        return losses;
    }

    private static List<TokenStream> streams(TokenSource source, int first, int count) {
        return IntStream.range(first, first + count).mapToObj(index -> source.open(Split.HELD_OUT, SEED, index))
                .toList();
    }

    /** Reads the sequences of a group side by side. */
    private static final class Reader implements AutoCloseable {

        private final int sequences;
        private final int piece;
        private final Inference inference;
        private final int[] inputs;
        private final int[] targets;
        private final int[] ages;

        Reader(FrozenModel model, Mitigation mitigation, int sequences) {
            this.sequences = sequences;
            piece = model.shape(mitigation).length(sequences);
            inference = model.open(sequences, piece, mitigation);
            inputs = new int[sequences * piece];
            targets = new int[sequences * piece];
            ages = new int[sequences * piece];
        }

        long heldBytes() {
            return inference.heldBytes() + MemoryFootprint.of(inputs, targets, ages);
        }

        @Override
        public void close() {
            inference.close();
        }

        /** Carries the state from the first position to the last of the longest view. */
        void read(List<TokenStream> streams, List<LossView> views, List<SequenceLosses> losses) {
            inference.reset();
            Piece[] pieces = open(streams);
            long length = views.stream().mapToLong(view -> view.buckets().length()).max().orElseThrow();
            for (long position = 0; position < length; position += piece) {
                int count = (int) Math.min(piece, length - position);
                next(pieces, count);
                inference.read(inputs, count);
                long start = position;
                inference.losses(targets, ages, count, (row, loss, correct) -> {
                    long at = start + row % count;
                    for (int view = 0; view < views.size(); view++) {
                        if (at < views.get(view).buckets().length()) {
                            losses.get(row / count).carried().get(view).add(at, ages[row], loss, correct);
                        }
                    }
                });
            }
        }

        /**
         * Reads every second window of a view from a fresh state, and scores its second half where that lies beyond the
         * training length. Windows of an odd training length are one token shorter.
         *
         * @param parity 0 for the windows that begin at even multiples of half the training length, 1 for the others
         */
        void readFresh(List<TokenStream> streams, List<LossSums> sums, LossView view, int parity) {
            Piece[] pieces = open(streams);
            long length = view.buckets().length();
            int half = Math.max(1, view.trainLength() / 2);
            // The first window of the even ones ends within the training length.
            long window = parity == 0 ? 2L * half : half;
            skip(pieces, window);
            for (; window + half < length; window += 2L * half) {
                inference.reset();
                long end = Math.min(window + 2L * half, length);
                for (long position = window; position < end; position += piece) {
                    int count = (int) Math.min(piece, end - position);
                    next(pieces, count);
                    inference.read(inputs, count);
                    long scoredFrom = Math.max(window + half, view.trainLength());
                    if (position + count <= scoredFrom) {
                        continue;
                    }
                    for (int sequence = 0; sequence < sequences; sequence++) {
                        int unscored = (int) Math.max(0, scoredFrom - position);
                        Arrays.fill(ages, sequence * count, sequence * count + unscored, TokenStream.NOT_SCORED);
                    }
                    long start = position;
                    inference.losses(targets, ages, count, (row, loss, correct) ->
                            sums.get(row / count).add(start + row % count, ages[row], loss, correct));
                }
            }
        }

        private Piece[] open(List<TokenStream> streams) {
            return streams.stream().map(stream -> new Piece(stream, piece)).toArray(Piece[]::new);
        }

        private void next(Piece[] pieces, int count) {
            for (int sequence = 0; sequence < sequences; sequence++) {
                pieces[sequence].next(count, inputs, targets, ages, sequence * count);
            }
        }

        private void skip(Piece[] pieces, long positions) {
            for (long done = 0; done < positions; done += piece) {
                next(pieces, (int) Math.min(piece, positions - done));
            }
        }
    }

    /** A stream as overlapping inputs and targets. */
    private static final class Piece {
        private final TokenStream stream;
        private final int[] tokens;
        private final int[] tokenAges;

        Piece(TokenStream stream, int longest) {
            this.stream = stream;
            tokens = new int[longest + 1];
            tokenAges = new int[longest + 1];
            stream.read(tokens, tokenAges, longest, 1);
        }

        void next(int count, int[] inputs, int[] targets, int[] ages, int offset) {
            // The last token read is the first input; it waits at the end of the array.
            tokens[0] = tokens[tokens.length - 1];
            stream.read(tokens, tokenAges, 1, count);
            System.arraycopy(tokens, 0, inputs, offset, count);
            System.arraycopy(tokens, 1, targets, offset, count);
            System.arraycopy(tokenAges, 1, ages, offset, count);
            tokens[tokens.length - 1] = tokens[count];
        }
    }
}
