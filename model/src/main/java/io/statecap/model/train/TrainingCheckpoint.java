package io.statecap.model.train;

import io.statecap.model.Mamba2Config;
import io.statecap.model.ParameterReader;
import io.statecap.model.ParameterStore;
import io.statecap.model.engine.ModelEngine.OtherEngineException;
import io.statecap.model.io.Parameter;
import io.statecap.model.io.SafetensorsFile;
import io.statecap.model.io.SafetensorsWriter;
import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * A training's state as one safetensors file: weights under their HF names, AdamW's moments under
 * {@code optimizer.m.…} and {@code optimizer.v.…}, the states that the next step needs, if any, under
 * {@code state.…}, and in the header the engine, the step, the model's configuration and the training's settings. Data
 * and noise are functions of the step, so nothing else is needed to resume.
 */
public final class TrainingCheckpoint {

    /** The CPU's engine and precision. */
    static final String CPU = "cpu float32";
    private static final String FIRST = "optimizer.m.";
    private static final String SECOND = "optimizer.v.";
    private static final String STATE = "state.";

    private TrainingCheckpoint() {}

    /**
     * Writes a training's state.
     *
     * @param engine       name and precision of the engine that trains
     * @param firstMoment  AdamW's, by the names of the parameters
     * @param secondMoment likewise
     * @param step         steps done
     */
    public static void write(OutputStream out, String engine, Mamba2Config config, TrainingSettings settings,
                             ParameterReader weights, ParameterReader firstMoment, ParameterReader secondMoment,
                             InitialStateSource states, long step) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("format", "statecap-training-1")
                .metadata("engine", engine)
                .metadata("config", config.toString())
                .metadata("training", settings.toString())
                .metadata("step", Long.toString(step));
        Map<String, Shape> shapes = Parameter.shapes(config);
        writer.add("", TensorSource.of("", shapes, weights));
        writer.add(FIRST, TensorSource.of("", shapes, firstMoment));
        writer.add(SECOND, TensorSource.of("", shapes, secondMoment));
        writer.add(STATE, states.stored().source());
        writer.writeTo(out);
    }

    /**
     * Fills weights, moments and states.
     *
     * @param engine name and precision of the engine that is to train on
     * @return the step
     * @throws OtherEngineException if another engine wrote it
     * @throws IOException          if this is not a checkpoint of the same model and training
     */
    public static long read(InputStream in, String engine, Mamba2Config config, TrainingSettings settings,
                            ParameterStore weights, ParameterStore firstMoments, ParameterStore secondMoments,
                            InitialStateSource states) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.read(in, "training checkpoint")) {
            Map<String, String> metadata = file.metadata();
            expect(metadata, "format", "statecap-training-1");
            if (!engine.equals(metadata.get("engine"))) {
                throw new OtherEngineException("the training checkpoint is one of the engine " + metadata.get("engine")
                        + "; this is " + engine);
            }
            expect(metadata, "config", config.toString());
            expect(metadata, "training", settings.toString());
            long step = Long.parseLong(metadata.get("step"));
            weights.copyFrom(file, "");
            firstMoments.copyFrom(file, FIRST);
            secondMoments.copyFrom(file, SECOND);
            states.stored().copyFrom(file, STATE);
            return step;
        }
    }

    private static void expect(Map<String, String> metadata, String key, String wanted) throws IOException {
        if (!wanted.equals(metadata.get(key))) {
            throw new IOException("training checkpoint: " + key + " is " + metadata.get(key)
                    + "; this training needs " + wanted);
        }
    }
}
