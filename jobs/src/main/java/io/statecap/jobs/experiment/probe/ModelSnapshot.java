package io.statecap.jobs.experiment.probe;

import io.statecap.model.Mamba2Config;
import io.statecap.model.io.CheckpointFormatException;
import io.statecap.model.io.ElementType;
import io.statecap.model.io.ModelHash;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Set;

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

    /** The parameters by name. */
    public TensorSource source() {
        return new Source(config, values);
    }

    /** {@link ModelHash} of the model. */
    public String hash() {
        return hash;
    }

    private record Source(Mamba2Config config, LinkedHashMap<String, float[]> values) implements TensorSource {

        @Override
        public String description() {
            return "the model";
        }

        @Override
        public Set<String> names() {
            return Collections.unmodifiableSet(values.keySet());
        }

        @Override
        public Shape shape(String name) throws CheckpointFormatException {
            Shape shape = ParameterShapes.of(config).get(name);
            if (shape == null) {
                throw new CheckpointFormatException(description() + " has no tensor " + name);
            }
            return shape;
        }

        @Override
        public ElementType elementType(String name) {
            return ElementType.F32;
        }

        @Override
        public void read(String name, long from, float[] target, int offset, int count) {
            System.arraycopy(values.get(name), Math.toIntExact(from), target, offset, count);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
