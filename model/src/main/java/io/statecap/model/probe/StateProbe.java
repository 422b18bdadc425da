package io.statecap.model.probe;

import io.statecap.model.network.LayerView;
import java.util.ArrayList;
import java.util.List;

/** Statistics of every head's state, every so many positions. */
public final class StateProbe implements PieceObserver {

    private final long every;
    private final List<HeadState> rows = new ArrayList<>();
    private final Moments moments = new Moments();

    /** @param every positions from one row to the next, at least 1 */
    public StateProbe(long every) {
        this.every = every;
    }

    @Override
    public long pieceEnds() {
        return every;
    }

    @Override
    public void layer(long start, LayerView view) {
        for (long end = (start / every + 1) * every; end <= start + view.length(); end += every) {
            for (int head = 0; head < view.config().heads(); head++) {
                rows.add(state(view, (int) (end - start), head, end - 1));
            }
        }
    }

    private HeadState state(LayerView view, int tokens, int head, long position) {
        int headDim = view.config().headDim();
        moments.clear();
        for (int lane = 0; lane < view.lanes(); lane++) {
            int state = view.stateAfter(lane, tokens) + head * headDim;
            for (int s = 0; s < view.config().dState(); s++) {
                moments.add(view.states(), state + s * view.config().dInner(), headDim);
            }
        }
        return new HeadState(view.layer(), head, position, moments.mean(), moments.variance(), moments.rms(),
                moments.maxAbs());
    }

    /** Positions ascending, then layers, then heads. */
    public List<HeadState> rows() {
        return rows.stream().sorted(java.util.Comparator.comparingLong(HeadState::position)
                .thenComparingInt(HeadState::layer).thenComparingInt(HeadState::head)).toList();
    }
}
