package io.statecap.cuda.network;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.kernel.Norm;
import io.statecap.cuda.kernel.Scores;
import io.statecap.cuda.kernel.Sums;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.Inference.LayerObserver;
import io.statecap.model.kernel.ForgetScaling;
import io.statecap.model.network.Activations.SavedForBackward;

/** Reads pieces from given states on one stream, and scores rows of the piece just read. */
public final class DeviceReader {

    private final Mamba2Config config;
    private final Stream stream;
    private final DeviceArena arena;
    private final Operators operators;
    private final DeviceWeights weights;
    private final ForgetScaling scaling;
    private final DeviceForward forward;
    private final Norm finalNorm;
    private final Scores scores;
    private final int rows;
    private final int sequences;
    private final long inverse;
    private final long hidden;
    /** States before the piece, for an observer; null until there is one. */
    private DeviceStates before;
    private LayerWatch watch;

    /**
     * @param sequences number of sequences side by side
     * @param length    tokens of the longest piece
     */
    public DeviceReader(Stream stream, DeviceArena arena, Blas blas, Arithmetic arithmetic, DeviceWeights weights,
                        int sequences, int length, ForgetScaling scaling) {
        this.stream = stream;
        this.arena = arena;
        this.weights = weights;
        this.scaling = scaling;
        this.sequences = sequences;
        config = weights.config();
        rows = Math.multiplyExact(sequences, length);
        operators = Operators.of(stream, arena, blas, arithmetic, config, sequences, length, false);
        forward = new DeviceForward(arena, operators, weights, sequences, length, SavedForBackward.NONE, scaling);
        scores = new Scores(stream.gpu(), arena, blas, config.vocabulary(), config.dModel(), rows, arithmetic);
        finalNorm = new Norm(stream.gpu(), config.dModel(), false, arithmetic.scored(), new Sums(stream.gpu()), 0);
        inverse = arena.floats(rows);
        hidden = arena.allocate((long) rows * config.dModel() * arithmetic.scored().bytes());
    }

    /**
     * Reads a piece; the states become those after it.
     *
     * @param tokens int32 [sequences, length] on the device
     */
    public void read(long tokens, int length, DeviceStates states, LayerObserver observer) {
        if (observer == LayerObserver.NONE) {
            forward.run(tokens, sequences, length, states, states, 0, DeviceForward.Observer.NONE);
            return;
        }
        if (watch == null) {
            before = new DeviceStates(arena, config, sequences);
            watch = new LayerWatch(arena, operators, weights, scaling, rows);
        }
        before.copy(stream, states, true);
        forward.run(tokens, sequences, length, states, states, 0, (layer, block) ->
                watch.layer(layer, sequences, length, before, block, observer));
    }

    /**
     * Scores rows of the piece just read.
     *
     * @param index   numbers of the rows, int32 [count]
     * @param number  address of their number, int32
     * @param targets int32 [count]; 0 if only the most likely tokens are wanted
     * @param losses  receives float32 [count]
     * @param likely  receives the most likely tokens, int32 [count]
     */
    public void score(long index, long number, int count, long targets, long losses, long likely) {
        finalNorm.forward(stream, forward.residual(), weights.finalNorm(), hidden, inverse, 0, index, number,
                count);
        scores.run(stream, count, hidden, weights.scoredHead(), targets, losses, likely);
    }
}
