package io.statecap.jobs.sweep;

import io.statecap.jobs.config.Trial;
import io.statecap.jobs.store.ResultsDirectory;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.SafetensorsWriter;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes a trial's model as a model directory, wherever the results are. */
final class KeptModel {

    private KeptModel() {}

    static void write(ResultsDirectory results, Trial trial, TensorSource model) throws IOException {
        SafetensorsWriter weights = new SafetensorsWriter().metadata("format", "pt");
        ParameterShapes.of(trial.model()).forEach((name, shape) -> weights.floats(name, shape,
                (from, target, count) -> model.read(name, from, target, 0, count)));
        String config = new String(HfModelDirectory.configJson(trial.model()), StandardCharsets.UTF_8);
        results.writeModel(trial.trialId(), trial.configJson(), config, weights::writeTo);
    }
}
