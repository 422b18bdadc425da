package io.statecap.jobs.sweep;

import io.statecap.jobs.config.Trial;
import io.statecap.jobs.store.ResultsDirectory;
import io.statecap.model.Mamba2;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes a trained model as a model directory, wherever the results are. */
final class KeptModel {

    private KeptModel() {}

    static void write(ResultsDirectory results, Trial trial, Mamba2 model) throws IOException {
        SafetensorsWriter weights = new SafetensorsWriter().metadata("format", "pt");
        ParameterShapes.of(model.config()).forEach((name, shape) -> weights.floats(name, shape,
                (from, target, count) -> model.parameters().read(name, from, target, 0, count)));
        String config = new String(HfModelDirectory.configJson(model.config()), StandardCharsets.UTF_8);
        results.writeModel(trial.trialId(), trial.configJson(), config, weights::writeTo);
    }
}
