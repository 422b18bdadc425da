package io.statecap.model.probe;

import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.LayerView;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads held-out sequences of a source side by side, with the state carried, and calls observers for each layer of each
 * piece. Memory does not grow with the length.
 */
public final class PromptRun {

    /** Called for each layer of each piece of the sequences. */
    @FunctionalInterface
    public interface Observer {

        /** @param start position of the piece's first token */
        void layer(long start, LayerView view);
    }

    private PromptRun() {}

    /**
     * @param source    source of the sequences
     * @param sequences number of sequences
     * @param buckets   positions to read of each. Pieces end also at every edge that is no multiple of the
     *                  chunk, since states exist at ends of chunks and pieces only
     * @param observers called in this order
     */
    public static void read(FrozenModel model, Mitigation mitigation, TokenSource source, int sequences,
                            Buckets buckets, List<? extends Observer> observers) {
        long length = buckets.length();
        int longest = (int) Math.min(length, model.shape(mitigation).length(sequences));
        TokenStream[] streams = new TokenStream[sequences];
        for (int sequence = 0; sequence < sequences; sequence++) {
            streams[sequence] = source.open(Split.HELD_OUT, LossProbe.SEED, sequence);
        }
        int[] tokens = new int[sequences * longest];
        int[] ages = new int[sequences * longest];
        TreeSet<Long> oddEdges = buckets.edges().stream().filter(edge -> edge % Inference.CHUNK != 0)
                .collect(Collectors.toCollection(TreeSet::new));
        try (Inference inference = model.open(sequences, longest, mitigation)) {
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
    }

    private static long nextCut(long start, TreeSet<Long> oddEdges) {
        Long edge = oddEdges.higher(start);
        // After an odd edge the next piece ends at a multiple of the chunk again.
        long chunk = start % Inference.CHUNK == 0 ? Long.MAX_VALUE
                : (start / Inference.CHUNK + 1) * Inference.CHUNK;
        return edge == null ? chunk : Math.min(edge, chunk);
    }
}
