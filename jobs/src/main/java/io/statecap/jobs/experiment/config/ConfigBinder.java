package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.jobs.experiment.settings.BucketSettings;
import io.statecap.jobs.experiment.settings.Checkpoint;
import io.statecap.jobs.experiment.settings.CriterionSettings;
import io.statecap.jobs.experiment.settings.DataSettings;
import io.statecap.jobs.experiment.settings.ExecutionSettings;
import io.statecap.jobs.experiment.settings.FurtherProbes;
import io.statecap.jobs.experiment.settings.ProbeSettings;
import io.statecap.jobs.experiment.settings.Recompute;
import io.statecap.jobs.experiment.settings.Search;
import io.statecap.model.Mamba2Config;
import io.statecap.model.probe.Slice;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.util.List;
import java.util.Locale;

/** Turns resolved and checked JSON, of one grid cell where there is a grid, into records. */
final class ConfigBinder {

    private static final String AGE_AT_MOST = "age<=";

    private ConfigBinder() {}

    static Mamba2Config model(JsonNode cell, int vocabulary) {
        return new Mamba2Config(whole(cell, "dModel"), whole(cell, "layers"), whole(cell, "dState"),
                whole(cell, "headDim"), whole(cell, "expand"), whole(cell, "dConv"), whole(cell, "groups"),
                field(cell, "tied").booleanValue(), vocabulary, range(cell, "initA"), range(cell, "initDt"));
    }

    static DataSettings data(JsonNode cell) {
        String kind = text(cell, Section.KIND);
        return switch (kind) {
            case "recall" -> new DataSettings.Recall(whole(cell, "keys"), whole(cell, "values"),
                    real(cell, "newRate"), whole(cell, "maxAge"));
            case "newlines" -> new DataSettings.Newlines(whole(cell, "token"), whole(cell, "vocabulary"));
            case "text" -> new DataSettings.Text(text(cell, "path"), texts(cell, "extensions"),
                    whole(cell, "minimumTokens"), real(cell, "heldOutShare"), text(cell, "start"));
            case "tokens" -> new DataSettings.Tokens(text(cell, "path"), whole(cell, "vocabulary"),
                    text(cell, "start"), text(cell, "corpus"));
            default -> throw new IllegalArgumentException("no data of kind " + kind);
        };
    }

    static TrainingSettings training(JsonNode cell) {
        long tokens = field(cell, "tokens").longValue();
        // Without steps there are no batches, and any size of them will do.
        int batchTokens = whole(cell, tokens == 0 ? "length" : "batchTokens");
        return new TrainingSettings(whole(cell, "length"), tokens, batchTokens, real(cell, "learningRate"),
                Schedule.valueOf(text(cell, "schedule").toUpperCase(Locale.ROOT)), real(cell, "warmup"),
                real(cell, "decay"), real(cell, "weightDecay"), real(cell, "beta1"), real(cell, "beta2"),
                real(cell, "epsilon"), real(cell, "clip"), field(cell, "seed").longValue(),
                new InitialStates(InitialStates.Kind.valueOf(text(cell, "initialState").toUpperCase(Locale.ROOT)),
                        real(cell, "stateNoise"), field(cell, "resetAtDocuments").booleanValue()));
    }

    /** Where a model's weights come from; null for a fresh model. */
    static Checkpoint checkpoint(JsonNode model) {
        String path = text(model, Checkpoint.PATH);
        return path.isEmpty() ? null : new Checkpoint(path, text(model, Checkpoint.WEIGHTS));
    }

    static ProbeSettings probe(JsonNode probe) {
        JsonNode buckets = field(probe, "buckets");
        BucketSettings grouping = text(buckets, Section.KIND).equals("linear")
                ? new BucketSettings.Linear(field(buckets, "width").longValue())
                : new BucketSettings.Geometric(whole(buckets, "perOctave"));
        return new ProbeSettings(field(probe, "length").longValue(), whole(probe, "sequences"), grouping,
                texts(probe, "slices").stream().map(ConfigBinder::slice).toList(),
                field(probe, "placebo").booleanValue(), further(probe));
    }

    private static FurtherProbes further(JsonNode probe) {
        return new FurtherProbes(texts(probe, "kinds"), texts(probe, "prompts"), texts(probe, "mitigations"),
                field(probe, "longestContext").longValue(), whole(probe, "depths"), whole(probe, "samples"),
                field(probe, "bucket").longValue(),
                field(probe, "atSteps").valueStream().map(JsonNode::longValue).toList());
    }

    static CriterionSettings criterion(JsonNode criterion) {
        return new CriterionSettings(
                CriterionSettings.Kind.valueOf(text(criterion, Section.KIND).toUpperCase(Locale.ROOT)),
                real(criterion, "limit"), slice(text(criterion, "slice")),
                field(criterion, "baselineWindow").longValue(), whole(criterion, "smoothing"));
    }

    static Search search(JsonNode root) {
        return Search.valueOf(text(root, "search").toUpperCase(Locale.ROOT));
    }

    static ExecutionSettings execution(JsonNode execution) {
        return new ExecutionSettings(whole(execution, "threads"), whole(execution, "checkpointEverySeconds"),
                real(execution, "timeLimitMinutes"), whole(execution, "maxAttempts"),
                field(execution, "keepModels").booleanValue(),
                Recompute.valueOf(text(execution, "recompute").toUpperCase(Locale.ROOT)));
    }

    private static Slice slice(String name) {
        return name.startsWith(AGE_AT_MOST)
                ? Slice.ageAtMost(Integer.parseInt(name.substring(AGE_AT_MOST.length())))
                : Slice.ALL;
    }

    private static Mamba2Config.Range range(JsonNode node, String name) {
        JsonNode ends = field(node, name);
        return new Mamba2Config.Range(ends.get(0).doubleValue(), ends.get(1).doubleValue());
    }

    private static int whole(JsonNode node, String name) {
        return Math.toIntExact(field(node, name).longValue());
    }

    private static double real(JsonNode node, String name) {
        return field(node, name).doubleValue();
    }

    private static String text(JsonNode node, String name) {
        return field(node, name).textValue();
    }

    private static List<String> texts(JsonNode node, String name) {
        return field(node, name).valueStream().map(JsonNode::textValue).toList();
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the configuration of a trial has no field " + name + " in " + node);
        }
        return value;
    }
}
