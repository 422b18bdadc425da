package io.statecap.jobs.cli;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.KeptModels;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The verb {@code train}. */
@Command(name = "train", header = "Train one model and keep it.",
        description = {"Runs a sweep of a single cell and keeps the trained model as a model directory, "
            + "DIR/checkpoints/models/<trial_id>, whose path it prints: config.json and model.safetensors as HF "
            + "transformers names them."},
        footer = {"", "Example:", "  statecap train one.json --out results/one"})
final class TrainCommand extends Verb {

    @Mixin
    private ConfigurationInput configuration;

    @Mixin
    private SweepLaunch launch;

    @Override
    int run() throws IOException, InterruptedException {
        SweepConfig config = configuration.read().keepingModels();
        List<Trial> trials = config.trials();
        if (trials.size() != 1) {
            throw new UsageException(configuration + " describes " + trials.size()
                    + " trials, but train needs exactly one: give single values instead of lists, or use sweep.");
        }
        String trialId = trials.get(0).trialId();
        ResultsDirectory results = launch.results(config);
        if (!launch.runsAgain() && results.heldTrials().contains(trialId)
                && !results.models().has(trialId)) {
            throw new UsageException(results.root() + " holds this trial without its model or as failed: use"
                    + " --overwrite or --retry-failed to train it again.");
        }
        int code = launch.run(config, 0, configuration.overrides(), false, console());
        if (code == ExitCode.OK) {
            requireWholeModel(results, trialId);
            console().out().println(results.models().folder(trialId).toUri().getPath());
        }
        return code;
    }

    /** A model that was kept by an earlier run may have been damaged since. */
    private static void requireWholeModel(ResultsDirectory results, String trialId) throws IOException {
        if ("file".equals(results.root().toUri().getScheme())) {
            KeptModels.requireWhole(Path.of(results.models().folder(trialId).toUri().getPath()));
        }
    }
}
