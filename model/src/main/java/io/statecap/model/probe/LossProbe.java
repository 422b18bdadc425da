package io.statecap.model.probe;

import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Inference;
import io.statecap.model.Mamba2;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.Mitigation;
import io.statecap.model.Parallel;
import io.statecap.model.network.Activations;
import io.statecap.model.network.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Loss against position, on held-out sequences, with the state carried: memory does not grow with the length. */
public final class LossProbe {

    /** Seed of the held-out sequences: the same for every trial, so that trials differ by their models alone. */
    public static final long SEED = 0;

    /** Sequences that run side by side. */
    private static final int GROUP_SIZE = 8;
    /** Tokens of a piece: a multiple of the chunk, so that results do not depend on it. */
    private static final int PIECE = Activations.CHUNK;

    private final int sequences;
    private final Buckets buckets;
    private final List<Slice> slices;
    private final List<Reader> readers = new ArrayList<>();

    /**
     * @param model     a model; only read, and copied
     * @param sequences number of sequences
     * @param buckets   positions to average over; the last edge is the length, tokens
     * @param slices    subsets of positions to report on
     * @param threads   threads that share the sequences; the result does not depend on it
     */
    public LossProbe(Mamba2 model, int sequences, Buckets buckets, List<Slice> slices, int threads) {
        this.sequences = sequences;
        this.buckets = buckets;
        this.slices = List.copyOf(slices);
        Weights weights = Inference.weights(model);
        for (int i = 0; i < Math.min(threads, groups(sequences)); i++) {
            readers.add(new Reader(weights, Mitigation.NONE));
        }
    }

    /** Makes a probe and runs it once. */
    public static List<BucketLoss> run(Mamba2 model, TokenSource source, int sequences, Buckets buckets,
                                       List<Slice> slices, int threads) {
        return new LossProbe(model, sequences, buckets, slices, threads).run(source);
    }

    /**
     * @param source data, of which the first held-out sequences are read
     * @return one row a slice and bucket, slices outermost
     */
    public List<BucketLoss> run(TokenSource source) {
        List<List<LossSums>> groups = new ArrayList<>(Collections.nCopies(groups(sequences), null));
        Parallel.run(readers.size(), IntStream.range(0, readers.size()).<Runnable>mapToObj(first -> () -> {
            for (int group = first; group < groups.size(); group += readers.size()) {
                groups.set(group, group(readers.get(first), source, sequences, group, buckets, slices));
            }
        }).toList());
        return LossSums.rows(groups.stream().flatMap(List::stream).toList(), buckets, slices);
    }

    /** Groups that {@code sequences} are read in, independent of each other. */
    public static int groups(int sequences) {
        return (sequences + GROUP_SIZE - 1) / GROUP_SIZE;
    }

    /**
     * Reads one group alone, for those who spread them over machines; {@link LossSums#rows} joins all of them.
     *
     * @param group from 0 to {@link #groups} − 1
     * @return one a sequence of the group, in order
     */
    public static List<LossSums> group(Weights weights, Mitigation mitigation, TokenSource source, int sequences,
                                       int group, Buckets buckets, List<Slice> slices) {
        return group(weights, mitigation, source, sequences, group, buckets, slices, bytes -> {});
    }

    /** Likewise; {@code held} is told the bytes that this took besides the weights. */
    public static List<LossSums> group(Weights weights, Mitigation mitigation, TokenSource source, int sequences,
                                       int group, Buckets buckets, List<Slice> slices, LongConsumer held) {
        return group(weights, mitigation, source, sequences, group, List.of(LossView.carriedOnly(buckets)), slices,
                held).stream().map(losses -> losses.carried().get(0)).toList();
    }

    /**
     * Reads one group alone in several views, among them losses from a fresh state.
     *
     * @param group from 0 to {@link #groups} − 1
     * @param held  is told the bytes that this took besides the weights
     * @return one a sequence of the group, in order
     */
    public static List<SequenceLosses> group(Weights weights, Mitigation mitigation, TokenSource source, int sequences,
                                             int group, List<LossView> views, List<Slice> slices, LongConsumer held) {
        Reader reader = new Reader(weights, mitigation);
        List<SequenceLosses> losses = group(reader, source, sequences, group, views, slices);
        held.accept(MemoryFootprint.of(reader) - MemoryFootprint.of(weights));
        return losses;
    }

    private static List<LossSums> group(Reader reader, TokenSource source, int sequences, int group, Buckets buckets,
                                        List<Slice> slices) {
        return group(reader, source, sequences, group, List.of(LossView.carriedOnly(buckets)), slices).stream()
                .map(losses -> losses.carried().get(0)).toList();
    }

    private static List<SequenceLosses> group(Reader reader, TokenSource source, int sequences, int group,
                                              List<LossView> views, List<Slice> slices) {
        int first = group * GROUP_SIZE;
        List<SequenceLosses> losses = new ArrayList<>();
        for (int index = first; index < Math.min(sequences, first + GROUP_SIZE); index++) {
            losses.add(SequenceLosses.of(views, slices));
        }
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
        return losses;
    }

    private static List<TokenStream> streams(TokenSource source, int first, int count) {
        return IntStream.range(first, first + count).mapToObj(index -> source.open(Split.HELD_OUT, SEED, index))
                .toList();
    }

    private static int piece(int sequences) {
        return sequences == 1 ? PIECE * GROUP_SIZE : PIECE;
    }

    /** Runs a few sequences side by side to the end, group after group with the same buffers. */
    private static final class Reader {

        private final Weights weights;
        private final Mitigation mitigation;
        private int sequences;
        private int piece;
        private Inference inference;
        private int[] inputs;
        private int[] targets;
        private int[] ages;

        Reader(Weights weights, Mitigation mitigation) {
            this.weights = weights;
            this.mitigation = mitigation;
        }

        /** Buffers for so many sequences, and empty states; only a last group that is not full needs other buffers. */
        private void prepare(int wanted) {
            if (sequences == wanted) {
                inference.reset();
                return;
            }
            sequences = wanted;
            piece = piece(sequences);
            inference = new Inference(weights, sequences, piece, mitigation);
            inputs = new int[sequences * piece];
            targets = new int[sequences * piece];
            ages = new int[sequences * piece];
        }

        /** Carries the state from the first position to the last of the longest view. */
        void read(List<TokenStream> streams, List<LossView> views, List<SequenceLosses> losses) {
            prepare(streams.size());
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
            prepare(streams.size());
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
