package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.Precision;
import io.statecap.model.train.TrainingSettings;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One cell of a sweep's grid, fully resolved: what decides a trial's numbers and nothing else.
 *
 * @param trialId    first 16 hexadecimal digits of the SHA-256 of {@code configJson}, less the path of a checkpoint
 *                   whose content it names
 * @param group      every axis but training length, seed and such a path, sorted, as {@code section.field=value} with
 *                   spaces between them; thresholds never pool over it
 * @param configJson canonical JSON of the following components and the results version; {@link #fromJson} reads it
 *                   back
 * @param model      sizes and initialisation; the vocabulary is that of the data
 * @param data       what is trained on and probed
 * @param training   how it is trained; one length, one seed
 * @param precision  arithmetic of its matrix products; part of its identity where it is not float32
 * @param probe      the probe that ends the trial
 * @param pretrained where the weights come from before any training; null for a fresh model
 */
public record Trial(String trialId, String group, String configJson, Mamba2Config model, DataSettings data,
                    TrainingSettings training, Precision precision, ProbeSettings probe, Pretrained pretrained)
        implements Serializable {

    /** Raised whenever a change of the code alters numbers, so that older trials are not taken for current ones. */
    public static final int RESULTS_VERSION = 3;

    static final String RESULTS_VERSION_FIELD = "resultsVersion";

    private static final String MODEL = "model";
    private static final String PRECISION = "precision";
    private static final Set<String> NOT_IN_GROUP = Set.of("training.length", "training.seed");
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./+-]+");

    /** What {@link #configJson} says, of one cell of each section. */
    static ObjectNode cell(JsonNode model, JsonNode data, JsonNode training, JsonNode probe) {
        ObjectNode cell = JsonNodeFactory.instance.objectNode();
        cell.set(MODEL, model);
        cell.set("data", data);
        // Trials from before there was a choice of arithmetic keep their ids.
        cell.set("training", Precision.FLOAT32.text().equals(training.path(PRECISION).asText())
                ? ((ObjectNode) training.deepCopy()).without(PRECISION) : training);
        cell.set("probe", probe);
        cell.put(RESULTS_VERSION_FIELD, RESULTS_VERSION);
        return cell;
    }

    /**
     * The trial that {@link #configJson} describes: how trials travel to executors.
     *
     * @throws IllegalArgumentException if it is not the configuration of a trial
     */
    public static Trial fromJson(String configJson) {
        if (!(ConfigJson.trusted(configJson) instanceof ObjectNode cell)) {
            throw new IllegalArgumentException("the configuration of a trial is no JSON object: " + configJson);
        }
        DataSettings data = DataSettings.of(cell.path("data"));
        return of(cell, model(cell.path(MODEL), data), data, training(cell.path("training")),
                ProbeSettings.of(cell.path("probe")));
    }

    /** The trial of a cell, of which these are the parts. */
    static Trial of(ObjectNode cell, Mamba2Config model, DataSettings data, TrainingSettings training,
                    ProbeSettings probe) {
        Pretrained pretrained = Pretrained.of(cell.path(MODEL));
        ObjectNode identity = cell;
        if (pretrained != null && pretrained.identified()) {
            identity = cell.deepCopy();
            identity.withObjectProperty(MODEL).remove(Pretrained.PATH);
        }
        return new Trial(CanonicalJson.hash(CanonicalJson.text(identity)), groupOf(identity), CanonicalJson.text(cell),
                model, data, training, Precision.of(cell.path("training").path(PRECISION)
                        .asText(Precision.FLOAT32.text())), probe, pretrained);
    }

    static Mamba2Config model(JsonNode cell, DataSettings data) {
        return ConfigRecords.read(Section.MODEL, Section.MODEL.withDefaults(cell).put("vocabulary", data.vocabulary()),
                Mamba2Config.class);
    }

    static TrainingSettings training(JsonNode cell) {
        ObjectNode whole = Section.TRAINING.withDefaults(cell);
        whole.putObject("start").<ObjectNode>set("kind", whole.get("initialState"))
                .<ObjectNode>set("noise", whole.get("stateNoise"))
                .set("resetAtDocuments", whole.get("resetAtDocuments"));
        if (whole.path("tokens").longValue() == 0) {
            // Without steps there are no batches, and any size of them will do.
            whole.set("batchTokens", whole.get("length"));
        }
        return ConfigRecords.read(Section.TRAINING, whole, TrainingSettings.class);
    }

    private static String groupOf(ObjectNode cell) {
        Map<String, String> axes = new TreeMap<>();
        for (String section : new String[] {MODEL, "data", "training"}) {
            cell.path(section).properties().forEach(field ->
                    axes.put(section + "." + field.getKey(), groupValue(field.getValue())));
        }
        axes.keySet().removeAll(NOT_IN_GROUP);
        return axes.entrySet().stream()
                .map(axis -> axis.getKey() + "=" + axis.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String groupValue(JsonNode value) {
        return value.isTextual() && BARE.matcher(value.textValue()).matches()
                ? value.textValue() : CanonicalJson.text(value);
    }

    /** The model directory that the weights come from; null for a fresh model. */
    public Path pretrainedPath() {
        return pretrained == null ? null : Path.of(pretrained.path());
    }

    /** Kind of the data, as the column {@code dataset} names it. */
    public String dataset() {
        return data.kind();
    }
}
