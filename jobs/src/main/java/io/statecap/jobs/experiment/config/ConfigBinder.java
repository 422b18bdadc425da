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
        return new Mamba2Config(integer(cell, "dModel"), integer(cell, "layers"), integer(cell, "dState"),
                integer(cell, "headDim"), integer(cell, "expand"), integer(cell, "dConv"), integer(cell, "groups"),
                field(cell, "tied").booleanValue(), vocabulary, range(cell, "initA"), range(cell, "initDt"));
    }

    static DataSettings data(JsonNode cell) {
        String kind = text(cell, Section.KIND);
        return switch (kind) {
            case "recall" -> new DataSettings.Recall(integer(cell, "keys"), integer(cell, "values"),
                    number(cell, "newRate"), integer(cell, "maxAge"));
            case "newlines" -> new DataSettings.Newlines(integer(cell, "token"), integer(cell, "vocabulary"));
            case "text" -> new DataSettings.Text(text(cell, "path"), texts(cell, "extensions"),
                    integer(cell, "minimumTokens"), number(cell, "heldOutShare"), text(cell, "start"));
            case "tokens" -> new DataSettings.Tokens(text(cell, "path"), integer(cell, "vocabulary"),
                    text(cell, "start"), text(cell, "corpus"));
            default -> throw new IllegalArgumentException("no data of kind " + kind);
        };
    }

    static TrainingSettings training(JsonNode cell) {
        long tokens = field(cell, "tokens").longValue();
        // Without steps there are no batches, and any size of them will do.
        int batchTokens = integer(cell, tokens == 0 ? "length" : "batchTokens");
        return new TrainingSettings(integer(cell, "length"), tokens, batchTokens, number(cell, "learningRate"),
                Schedule.valueOf(text(cell, "schedule").toUpperCase(Locale.ROOT)), number(cell, "warmup"),
                number(cell, "decay"), number(cell, "weightDecay"), number(cell, "beta1"), number(cell, "beta2"),
                number(cell, "epsilon"), number(cell, "clip"), field(cell, "seed").longValue(),
                new InitialStates(InitialStates.Kind.valueOf(text(cell, "initialState").toUpperCase(Locale.ROOT)),
                        number(cell, "stateNoise"), field(cell, "resetAtDocuments").booleanValue()));
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
                : new BucketSettings.Geometric(integer(buckets, "perOctave"));
        return new ProbeSettings(field(probe, "length").longValue(), integer(probe, "sequences"), grouping,
                texts(probe, "slices").stream().map(ConfigBinder::slice).toList(),
                field(probe, "placebo").booleanValue(), further(probe));
    }

    private static FurtherProbes further(JsonNode probe) {
        return new FurtherProbes(texts(probe, "kinds"), texts(probe, "prompts"), texts(probe, "mitigations"),
                field(probe, "longestContext").longValue(), integer(probe, "depths"), integer(probe, "samples"),
                field(probe, "bucket").longValue(),
                field(probe, "atSteps").valueStream().map(JsonNode::longValue).toList());
    }

    static CriterionSettings criterion(JsonNode criterion) {
        return new CriterionSettings(
                CriterionSettings.Kind.valueOf(text(criterion, Section.KIND).toUpperCase(Locale.ROOT)),
                number(criterion, "limit"), slice(text(criterion, "slice")),
                field(criterion, "baselineWindow").longValue(), integer(criterion, "smoothing"));
    }

    static Search search(JsonNode root) {
        return Search.valueOf(text(root, "search").toUpperCase(Locale.ROOT));
    }

    static ExecutionSettings execution(JsonNode execution) {
        return new ExecutionSettings(integer(execution, "threads"), integer(execution, "checkpointEverySeconds"),
                number(execution, "timeLimitMinutes"), integer(execution, "maxAttempts"),
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

    private static int integer(JsonNode node, String name) {
        return Math.toIntExact(field(node, name).longValue());
    }

    private static double number(JsonNode node, String name) {
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
