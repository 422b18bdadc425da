package io.statecap.model.train;

import io.statecap.datasets.TokenBatch;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.network.Activations;
import io.statecap.model.network.BackwardPass;
import io.statecap.model.network.CarriedState;
import io.statecap.model.network.ForwardPass;
import io.statecap.model.network.Gradients;
import io.statecap.model.network.MicroBatch;
import io.statecap.model.network.OutputHead;
import io.statecap.model.network.Weights;

/** One thread's share of a batch: sequences {@code from … to − 1}, forward and backward, with all of its buffers. */
final class GradientWorker {

    private final MicroBatch micro;
    private final int from;
    private final int to;
    private final Gradients gradients;
    private final ForwardPass forward;
    private final OutputHead head;
    private final BackwardPass backward;
    private double loss;

    GradientWorker(Weights weights, MicroBatch micro, boolean recompute, int from, int to) {
        this.micro = micro;
        this.from = from;
        this.to = to;
        VectorKernels kernels = VectorKernels.best();
        Gemm gemm = new Gemm(kernels);
        Activations activations = new Activations(weights.config(), micro,
                Activations.SavedForBackward.of(recompute));
        gradients = new Gradients(weights.config());
        forward = new ForwardPass(kernels, gemm, weights, activations);
        head = new OutputHead(kernels, gemm, weights, activations, true);
        backward = new BackwardPass(kernels, gemm, weights, activations, forward, gradients);
    }

    void run(TokenBatch batch, CarriedState state, float scale) {
        gradients.clear();
        loss = 0;
        int length = batch.length();
        for (int sequence = from; sequence < to; sequence += micro.sequences()) {
            int sequences = Math.min(micro.sequences(), to - sequence);
            int offset = sequence * length;
            forward.run(batch.inputs(), offset, sequences, length, state, state, sequence);
            loss += head.lossAndGradient(batch.targets(), batch.ages(), offset, sequences * length, scale, gradients);
            backward.run(batch.inputs(), offset, sequences, length, state != null, head.dHidden());
        }
    }

    /** Sum of the scored targets' losses, nats. */
    double loss() {
        return loss;
    }

    Gradients gradients() {
        return gradients;
    }
}
