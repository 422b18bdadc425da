package io.statecap.model;

import io.statecap.model.io.TensorSource;
import java.io.IOException;

/**
 * A Mamba-2 language model: a configuration, and parameters as ND4J arrays under their HF names.
 *
 * <p>It computes nothing by itself: {@link io.statecap.model.train.Trainer} trains it,
 * {@link io.statecap.model.cpu.CpuModel} reads with it, and {@code io.statecap.model.probe} probes it.
 */
public record Mamba2(Mamba2Config config, Parameters parameters) implements AutoCloseable {

    /** A model initialised as the Mamba-2 reference code does; the same seed gives the same bits. */
    public static Mamba2 initialise(Mamba2Config config, long seed) {
        Mamba2 model = new Mamba2(config, Parameters.zeros(config));
        Initialisation.fill(model.parameters, config, seed);
        return model;
    }

    /**
     * A model with the parameters of a source, copied.
     *
     * @throws IOException if the source lacks a parameter or has it in another shape
     */
    public static Mamba2 from(Mamba2Config config, TensorSource source) throws IOException {
        Mamba2 model = new Mamba2(config, Parameters.zeros(config));
        try {
            model.parameters.copyFrom(source, "");
            return model;
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
