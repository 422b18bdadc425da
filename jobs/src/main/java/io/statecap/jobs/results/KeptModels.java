package io.statecap.jobs.results;

import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.files.ModelSeal;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** The models that trials of a results directory keep, each a model directory under its trial's id. */
public final class KeptModels {

    /** File of a kept model's folder with the configuration of its trial. */
    public static final String TRIAL_JSON = "trial.json";

    private final AtomicFiles files;
    private final Path folder;

    KeptModels(AtomicFiles files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** The folder of a kept model, a model directory once its weights are in it. */
    public Path folder(String trialId) {
        return new Path(folder, ResultsDirectory.checkedId(trialId));
    }

    /** Whether a model of that trial is kept. */
    public boolean has(String trialId) throws IOException {
        return files.exists(new Path(folder(trialId), "model.safetensors"));
    }

    /** Keeps a trained model: its trial and its configuration first, then its weights, then their checksum. */
    public void write(String trialId, String trialJson, String configJson, AtomicFiles.Content weights)
            throws IOException {
        Path model = folder(trialId);
        files.writeText(new Path(model, TRIAL_JSON), trialJson);
        files.writeText(new Path(model, "config.json"), configJson);
        ModelSeal.write(files, model, weights);
    }

    /** Puts another file beside a kept model. */
    public void writeFile(String trialId, String name, AtomicFiles.Content content) throws IOException {
        files.write(new Path(folder(trialId), name), content);
    }
}
