package io.statecap.model.cpu;

import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ReadingShape;
import io.statecap.model.io.TensorSource;
import io.statecap.model.network.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A model packed for the kernels of the CPU.
 *
 * @param weights in the kernels' layout; read-only, shared by all that read
 */
public record CpuModel(Weights weights) implements FrozenModel {

    /** A copy of a model's parameters. */
    public static CpuModel of(Mamba2 model) {
        Weights weights = new Weights(model.config(), false);
        weights.refresh(model.parameters());
        return new CpuModel(weights);
    }

    /**
     * The parameters of a source, packed while they are read, so that they are in memory once.
     *
     * @throws IOException where the source cannot be read
     */
    public static CpuModel of(Mamba2Config config, TensorSource source) throws IOException {
        Weights weights = new Weights(config, false);
        try {
            weights.refresh((name, from, target, offset, count) -> {
                try {
                    source.read(name, from, target, offset, count);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new CpuModel(weights);
    }

    @Override
    public Mamba2Config config() {
        return weights.config();
    }

    @Override
    public long heldBytes() {
        return MemoryFootprint.of(weights);
    }

    @Override
    public ReadingShape shape(Mitigation mitigation) {
        return ReadingShape.CPU;
    }

    @Override
    public CpuInference open(int sequences, int length, Mitigation mitigation) {
        return new CpuInference(weights, sequences, length, mitigation);
    }
}
