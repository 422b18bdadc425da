package io.statecap.cuda.network;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.kernel.AdamW;
import io.statecap.cuda.kernel.Head;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.Parameter;
import io.statecap.model.kernel.ForgetScaling;
import io.statecap.model.network.Activations.SavedForBackward;

/** Losses and gradients of micro-batches: all that one training step computes but the optimiser's part. */
public final class GradientStep {

    private final Mamba2Config config;
    private final Stream stream;
    private final Operators operators;
    private final DeviceWeights weights;
    private final AdamW optimizer;
    private final DeviceForward forward;
    private final DeviceBackward backward;
    private final Head head;
    private final int length;
    private final long inverse;
    private final long hidden;
    private final long dHidden;
    private final long losses;
    private final long segments;

    /**
     * @param sequences most sequences of a micro-batch
     * @param length    tokens of each
     * @param recompute whether the backward pass computes blocks again instead of keeping their activations
     */
    public GradientStep(Stream stream, DeviceArena arena, Blas blas, Arithmetic arithmetic, DeviceWeights weights,
                        AdamW optimizer, BatchLayout layout, int sequences, int length, boolean recompute) {
        this.stream = stream;
        this.weights = weights;
        this.optimizer = optimizer;
        this.length = length;
        config = weights.config();
        operators = Operators.of(stream, arena, blas, arithmetic, config, sequences, length, true);
        forward = new DeviceForward(arena, operators, weights, sequences, length, SavedForBackward.of(recompute),
                ForgetScaling.NONE);
        backward = new DeviceBackward(arena, operators, weights, forward, optimizer.gradients(), sequences, length);
        long rows = (long) sequences * length;
        head = new Head(stream.gpu(), arena, blas, config.vocabulary(), config.dModel(), (int) rows, arithmetic);
        inverse = arena.floats(rows);
        hidden = arena.allocate(rows * config.dModel() * arithmetic.bytes());
        dHidden = arena.allocate(rows * config.dModel() * arithmetic.bytes());
        losses = arena.floats(rows);
        segments = arena.floats((long) layout.mostSegments() * config.dModel());
    }

    private long gradient(String parameter) {
        return optimizer.gradients() + weights.layout().offset(parameter) * Float.BYTES;
    }

    /**
     * Adds the losses and gradients of a micro-batch.
     *
     * @param sequences of the micro-batch
     * @param scored    at least its number of scored rows, at most all rows
     * @param initial   null for zeros
     * @param last      receives final states; null if not wanted
     * @param first     number of the first sequence in both
     */
    public void run(BatchLayout.At batch, int sequences, int scored, DeviceStates initial, DeviceStates last,
                    int first) {
        int rows = sequences * length;
        forward.run(batch.tokens(), sequences, length, initial, last, first, DeviceForward.Observer.NONE);
        operators.modelNorm().forward(stream, forward.residual(), weights.finalNorm(), hidden, inverse, 0,
                batch.scored(), batch.scoredCount(), scored);
        head.lossAndGradient(stream, scored, hidden, weights.head(), batch.targets(), batch.scoredCount(),
                batch.scale(), losses, dHidden, gradient(weights.headName()));
        optimizer.addLosses(stream, losses, scored);
        backward.clear(rows);
        operators.modelNorm().backward(stream, dHidden, forward.residual(), weights.finalNorm(), inverse,
                batch.scored(), batch.scoredCount(), backward.dResidual(), backward.dOperand(),
                gradient(Parameter.FINAL_NORM.key()), scored);
        backward.run(sequences, length, initial, first);
        operators.embedding().backward(stream, backward.dResidual(), batch, segments,
                gradient(Parameter.EMBEDDINGS.key()));
    }
}
