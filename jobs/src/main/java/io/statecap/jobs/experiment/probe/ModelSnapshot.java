package io.statecap.jobs.experiment.probe;

import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.ModelHash;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;

/**
 * A model's parameters on the heap, as they travel to executors.
 *
 * @param values by name
 * @param hash   {@link ModelHash} of the model
 */
public record ModelSnapshot(Mamba2Config config, LinkedHashMap<String, float[]> values, String hash)
        implements Serializable {

    /** Copies the parameters of a model. */
    public static ModelSnapshot of(Mamba2Config config, TensorSource source) throws IOException {
        LinkedHashMap<String, float[]> values = new LinkedHashMap<>();
        for (String name : ParameterShapes.of(config).keySet()) {
            values.put(name, source.read(name));
        }
        return new ModelSnapshot(config, values, ModelHash.of(config, source));
    }

    /** The parameters by name. */
    public TensorSource source() {
        return new HeapParameters(ParameterShapes.of(config), values).source("the model");
    }
}
