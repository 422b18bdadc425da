package io.statecap.model.train;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.Parallel;
import io.statecap.model.ParameterReader;
import io.statecap.model.engine.Inference.LayerObserver;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Loss of a batch and its gradient. Threads take contiguous shares of the batch's sequences, in micro-batches that fit
 * the caches, and their sums are added in the order of the shares: for a given number of threads the result is the
 * same to the bit, and with other numbers of threads it differs by rounding only.
 */
public final class BatchGradient implements AutoCloseable {

    private final Weights weights;
    private final ParameterReader parameters;
    private final List<Worker> workers = new ArrayList<>();
    private final Parallel parallel;
    private final VectorKernels kernels = new VectorKernels();

    /**
     * @param parameters read again for every batch
     * @param sequences  sequences a batch
     * @param length     tokens of each
     * @param threads    at least 1; no more than {@code sequences} are used
     * @param recompute  whether to save the blocks' inputs only and to recompute the blocks in the backward pass: less
     *                   memory, a third more work, the same bits
     */
    public BatchGradient(Mamba2Config config, ParameterReader parameters, int sequences, int length, int threads,
                         boolean recompute) {
        this.parameters = parameters;
        weights = new Weights(config, true);
        int count = Math.min(threads, sequences);
        MicroBatch micro = MicroBatch.of((sequences + count - 1) / count, length);
        for (int i = 0; i < count; i++) {
            workers.add(new Worker(weights, micro, recompute, (int) ((long) sequences * i / count),
                    (int) ((long) sequences * (i + 1) / count)));
        }
        parallel = new Parallel(count);
    }

    /** One thread's share of a batch: sequences {@code from … to − 1}, forward and backward, in its own buffers. */
    private static final class Worker {

        private final MicroBatch micro;
        private final int from;
        private final int to;
        private final Gradients gradients;
        private final ForwardPass forward;
        private final OutputHead head;
        private final BackwardPass backward;
        /** Sum of the scored targets' losses, nats. */
        private double loss;

        Worker(Weights weights, MicroBatch micro, boolean recompute, int from, int to) {
            this.micro = micro;
            this.from = from;
            this.to = to;
            VectorKernels kernels = new VectorKernels();
            Gemm gemm = new Gemm();
            Activations activations = new Activations(weights.config(), micro,
                    Activations.SavedForBackward.of(recompute));
            gradients = new Gradients(weights.config());
            forward = new ForwardPass(kernels, gemm, weights, activations, Mitigation.NONE);
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
                forward.run(batch.inputs(), offset, sequences, length, state, state, sequence,
                        LayerObserver.NONE);
                loss += head.lossAndGradient(batch.targets(), batch.ages(), offset, sequences * length, scale,
                        gradients);
                backward.run(batch.inputs(), offset, sequences, length, state != null, head.dHidden());
            }
        }
    }

    /**
     * @param batch  sequences as given to the constructor
     * @param state  initial state of each sequence, replaced by the state after the last token; null for empty states
     * @return mean loss of the scored targets, nats; 0 without any
     */
    public double run(TokenBatch batch, CarriedState state) {
        weights.refresh(parameters);
        int scored = 0;
        for (int age : batch.ages()) {
            if (age != TokenStream.NOT_SCORED) {
                scored++;
            }
        }
        float scale = scored == 0 ? 0 : 1f / scored;
        parallel.run(workers.stream().<Runnable>map(worker -> () -> worker.run(batch, state, scale)).toList());
        double loss = 0;
        for (Worker worker : workers) {
            loss += worker.loss;
        }
        for (Worker worker : workers.subList(1, workers.size())) {
            workers.get(0).gradients.add(kernels, worker.gradients);
        }
        return scored == 0 ? 0 : loss / scored;
    }

    /** Gradient of the last batch's mean loss, by parameter; see {@link Gradients#named}. */
    public Map<String, float[]> gradients() {
        return workers.get(0).gradients.named(weights);
    }

    @Override
    public void close() {
        parallel.close();
    }
}
