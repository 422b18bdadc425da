package io.statecap.jobs.experiment.probe;

import io.statecap.model.Mamba2Config;
import io.statecap.model.io.ModelHash;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.TensorSource;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.network.Weights;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;

/** A model's parameters on the heap, as they travel to executors. */
public final class ModelSnapshot implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Mamba2Config config;
    private final LinkedHashMap<String, float[]> values;
    private final String hash;

    private ModelSnapshot(Mamba2Config config, LinkedHashMap<String, float[]> values, String hash) {
        this.config = config;
        this.values = values;
        this.hash = hash;
    }

    /** Copies the parameters of a model. */
    public static ModelSnapshot of(Mamba2Config config, TensorSource source) throws IOException {
        LinkedHashMap<String, float[]> values = new LinkedHashMap<>();
        for (var entry : ParameterShapes.of(config).entrySet()) {
            float[] copy = new float[Math.toIntExact(entry.getValue().elements())];
            source.read(entry.getKey(), copy);
            values.put(entry.getKey(), copy);
        }
        return new ModelSnapshot(config, values, ModelHash.of(config, source));
    }

    public Mamba2Config config() {
        return config;
    }

    /** The parameters in the kernels' layout. */
    public Weights weights() {
        Weights weights = new Weights(VectorKernels.best(), config, false);
        weights.refresh((name, from, target, offset, count) ->
                System.arraycopy(values.get(name), Math.toIntExact(from), target, offset, count));
        return weights;
    }

    /** {@link ModelHash} of the model. */
    public String hash() {
        return hash;
    }
}
