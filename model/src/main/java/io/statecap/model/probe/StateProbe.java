package io.statecap.model.probe;

import io.statecap.model.engine.LayerView;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Statistics of every head's state at the end of every bucket of positions. */
public final class StateProbe implements PromptRun.Observer {

    /**
     * A head's state [headDim, dState] after one position, over all its elements (and all sequences, where there are
     * several).
     *
     * @param layer    0-based
     * @param head     0-based
     * @param position 0-based index of the last token read
     * @param mean     of the elements
     * @param variance mean squared distance from the mean
     * @param rms      root mean square
     * @param maxAbs   largest magnitude
     */
    public record HeadState(int layer, int head, long position, double mean, double variance, double rms,
                            double maxAbs) implements Serializable {}

    private final Buckets buckets;
    private final List<HeadState> rows = new ArrayList<>();
    private final Moments moments = new Moments();

    public StateProbe(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public void layer(long start, LayerView view) {
        long last = start + view.length();
        List<Long> edges = buckets.edges();
        for (int bucket = buckets.indexOf(start); bucket < buckets.count() && edges.get(bucket + 1) <= last; bucket++) {
            long end = edges.get(bucket + 1);
            for (int head = 0; head < view.config().heads(); head++) {
                rows.add(state(view, (int) (end - start), head, end - 1));
            }
        }
    }

    private HeadState state(LayerView view, int tokens, int head, long position) {
        int headDim = view.config().headDim();
        moments.clear();
        for (int sequence = 0; sequence < view.sequences(); sequence++) {
            int state = view.stateAfter(sequence, tokens) + head * headDim;
            for (int s = 0; s < view.config().dState(); s++) {
                moments.add(view.states(), state + s * view.config().dInner(), headDim);
            }
        }
        return new HeadState(view.layer(), head, position, moments.mean(), moments.variance(), moments.rms(),
                moments.maxAbs());
    }

    /** Positions ascending, then layers, then heads. */
    public List<HeadState> rows() {
        return rows.stream().sorted(Comparator.comparingLong(HeadState::position)
                .thenComparingInt(HeadState::layer).thenComparingInt(HeadState::head)).toList();
    }
}
