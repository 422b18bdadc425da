package io.statecap.model.probe;

import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;
import io.statecap.model.HeldBytes;
import io.statecap.model.Inference;
import io.statecap.model.Mamba2;
import io.statecap.model.Mitigation;
import io.statecap.model.network.Activations;
import io.statecap.model.network.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Loss against position, on held-out sequences, with the state carried: memory does not grow with the length. */
public final class LossProbe {

    /** Seed of the held-out sequences: the same for every trial, so that trials differ by their models alone. */
    public static final long SEED = 0;

    /** Sequences that run side by side. */
    private static final int LANES = 8;
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
        return (sequences + LANES - 1) / LANES;
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
        Reader reader = new Reader(weights, mitigation);
        List<LossSums> sums = group(reader, source, sequences, group, buckets, slices);
        held.accept(HeldBytes.of(reader) - HeldBytes.of(weights));
        return sums;
    }

    private static List<LossSums> group(Reader reader, TokenSource source, int sequences, int group, Buckets buckets,
                                        List<Slice> slices) {
        List<TokenStream> streams = new ArrayList<>();
        List<LossSums> sums = new ArrayList<>();
        for (int index = group * LANES; index < Math.min(sequences, (group + 1) * LANES); index++) {
            streams.add(source.open(Split.HELD_OUT, SEED, index));
            sums.add(new LossSums(buckets, slices));
        }
        reader.read(streams, sums, buckets.length());
        return sums;
    }

    private static int piece(int lanes) {
        return lanes == 1 ? PIECE * LANES : PIECE;
    }

    /** Runs a few sequences side by side to the end, group after group with the same buffers. */
    private static final class Reader {

        private final Weights weights;
        private final Mitigation mitigation;
        private int lanes;
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
            if (lanes == wanted) {
                inference.reset();
                return;
            }
            lanes = wanted;
            piece = piece(lanes);
            inference = new Inference(weights, lanes, piece, mitigation);
            inputs = new int[lanes * piece];
            targets = new int[lanes * piece];
            ages = new int[lanes * piece];
        }

        void read(List<TokenStream> streams, List<LossSums> sums, long length) {
            prepare(streams.size());
            Piece[] pieces = new Piece[lanes];
            for (int lane = 0; lane < lanes; lane++) {
                pieces[lane] = new Piece(streams.get(lane), piece);
            }
            for (long position = 0; position < length; position += piece) {
                int count = (int) Math.min(piece, length - position);
                for (int lane = 0; lane < lanes; lane++) {
                    pieces[lane].next(count, inputs, targets, ages, lane * count);
                }
                inference.read(inputs, count);
                long start = position;
                inference.losses(targets, ages, count, (row, loss, correct) ->
                        sums.get(row / count).add(start + row % count, ages[row], loss, correct));
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
