package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.pretrained.PretrainedModel;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.io.SafetensorsWriter;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a trial's model as a model directory, wherever the results are. */
final class KeptModel {

    private KeptModel() {}

    /** With the {@code tokenizer.json} of the checkpoint that it comes from, if there is one. */
    static void write(ResultsDirectory results, Trial trial, TensorSource model) throws IOException {
        if (trial.pretrained() != null) {
            Optional<Path> tokenizer = PretrainedModel.tokenizer(trial.pretrainedPath());
            if (tokenizer.isPresent()) {
                results.models().writeFile(trial.trialId(), tokenizer.get().getFileName().toString(),
                        out -> Files.copy(tokenizer.get(), out));
            }
        }
        SafetensorsWriter weights = HfModelDirectory.weightsFile(trial.model(), model);
        String config = new String(HfModelDirectory.configJson(trial.model()), StandardCharsets.UTF_8);
        results.models().write(trial.trialId(), trial.configJson(), config, weights::writeTo);
    }
}
