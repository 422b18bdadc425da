package io.statecap.model.train;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Parallel;
import io.statecap.model.ParameterReader;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.network.CarriedState;
import io.statecap.model.network.Gradients;
import io.statecap.model.network.MicroBatch;
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
    private final MicroBatch micro;
    private final List<GradientWorker> workers = new ArrayList<>();
    private final Parallel parallel;
    private final VectorKernels kernels;

    /**
     * @param model     its parameters are read again for every batch
     * @param sequences sequences a batch
     * @param length    tokens of each
     * @param threads   at least 1; no more than {@code sequences} are used
     */
    public BatchGradient(Mamba2 model, int sequences, int length, int threads) {
        this(model, sequences, length, threads, false);
    }

    /**
     * A gradient that keeps all activations, or recomputes them block by block.
     *
     * @param recompute whether to save the blocks' inputs only and to recompute the blocks in the
     *                                backward pass: less memory, a third more work, the same bits
     */
    public BatchGradient(Mamba2 model, int sequences, int length, int threads, boolean recompute) {
        this(model.config(), model.parameters(), sequences, length, threads, recompute);
    }

    /** Of parameters wherever they are; read again for every batch. */
    public BatchGradient(Mamba2Config config, ParameterReader parameters, int sequences, int length, int threads,
                         boolean recompute) {
        this.parameters = parameters;
        kernels = VectorKernels.best();
        weights = new Weights(kernels, config, true);
        int count = Math.min(threads, sequences);
        micro = MicroBatch.of((sequences + count - 1) / count, length);
        for (int i = 0; i < count; i++) {
            workers.add(new GradientWorker(weights, micro, recompute,
                    (int) ((long) sequences * i / count),
                    (int) ((long) sequences * (i + 1) / count)));
        }
        parallel = new Parallel(count);
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
        for (GradientWorker worker : workers) {
            loss += worker.loss();
        }
        for (GradientWorker worker : workers.subList(1, workers.size())) {
            workers.get(0).gradients().add(kernels, worker.gradients());
        }
        return scored == 0 ? 0 : loss / scored;
    }

    /** Gradient of the last batch's mean loss, by parameter; see {@link Gradients#named}. */
    public Map<String, float[]> gradients() {
        return workers.get(0).gradients().named(weights);
    }

    @Override
    public void close() {
        parallel.close();
    }
}
