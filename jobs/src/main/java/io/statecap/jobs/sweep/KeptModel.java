package io.statecap.jobs.sweep;

import io.statecap.jobs.config.Trial;
import io.statecap.jobs.store.ResultsDirectory;
import io.statecap.model.Mamba2;
import java.io.IOException;

/** Writes a trained model as a model directory. */
final class KeptModel {

    private KeptModel() {}

    static void write(ResultsDirectory results, Trial trial, Mamba2 model) throws IOException {
        throw new UnsupportedOperationException("model directories come with the checkpoint module");
    }
}
