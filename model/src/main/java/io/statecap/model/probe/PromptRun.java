package io.statecap.model.probe;

import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Inference;
import io.statecap.model.Mitigation;
import io.statecap.model.network.Activations;
import io.statecap.model.network.Weights;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads held-out sequences of a source side by side, with the state carried, and calls observers for each layer of each
 * piece. Memory does not grow with the length.
 */
public final class PromptRun {

    private static final int PIECE = 8 * Activations.CHUNK;

    private PromptRun() {}

    /**
     * @param source    source of the sequences
     * @param sequences number of sequences
     * @param length    positions to read of each
     * @param observers called in this order
     */
    public static void read(Weights weights, Mitigation mitigation, TokenSource source, int sequences, long length,
                            List<? extends PieceObserver> observers) {
        int longest = (int) Math.min(length, Math.max(Activations.CHUNK,
                PIECE / sequences / Activations.CHUNK * Activations.CHUNK));
        Inference inference = new Inference(weights, sequences, longest, mitigation);
        TokenStream[] streams = new TokenStream[sequences];
        for (int sequence = 0; sequence < sequences; sequence++) {
            streams[sequence] = source.open(Split.HELD_OUT, LossProbe.SEED, sequence);
        }
        int[] tokens = new int[sequences * longest];
        int[] ages = new int[sequences * longest];
        TreeSet<Long> oddEdges = oddEdges(observers);
        for (long start = 0; start < length; ) {
            int count = (int) Math.min(Math.min(longest, length - start), nextCut(start, oddEdges) - start);
            for (int sequence = 0; sequence < sequences; sequence++) {
                streams[sequence].read(tokens, ages, sequence * count, count);
            }
            long from = start;
            inference.read(tokens, count, view -> observers.forEach(observer -> observer.layer(from, view)));
            start += count;
        }
    }

    /** Edges that are no multiples of the chunk. */
    private static TreeSet<Long> oddEdges(List<? extends PieceObserver> observers) {
        return observers.stream().flatMap(observer -> observer.buckets().edges().stream())
                .filter(edge -> edge % Activations.CHUNK != 0).collect(Collectors.toCollection(TreeSet::new));
    }

    private static long nextCut(long start, TreeSet<Long> oddEdges) {
        Long edge = oddEdges.higher(start);
        // After an odd edge the next piece ends at a multiple of the chunk again.
        long chunk = start % Activations.CHUNK == 0 ? Long.MAX_VALUE
                : (start / Activations.CHUNK + 1) * Activations.CHUNK;
        return edge == null ? chunk : Math.min(edge, chunk);
    }
}
