package io.statecap.jobs.experiment.pretrained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.Pretrained;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.results.files.StorageException;
import io.statecap.model.io.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.function.Consumer;

/** Puts the fingerprints of the checkpoints that a configuration names into it, so that they decide the trials' ids. */
public final class PretrainedIdentity {

    private PretrainedIdentity() {}

    /**
     * The configuration with {@code model.weights} filled in; the same one where it names no checkpoint.
     *
     * @param missing takes a sentence for each checkpoint that is not there, which is passed over
     * @throws UsageException if a checkpoint is damaged, has other sizes than the configuration, or is not the one that
     *                        it asks for
     */
    public static SweepConfig of(SweepConfig config, Consumer<String> missing) throws IOException {
        ObjectNode root = config.resolved().deepCopy();
        List<JsonNode> models = values(root.get("model")).toList();
        Set<String> passedOver = new LinkedHashSet<>();
        boolean found = false;
        for (int i = 0; i < models.size(); i++) {
            ObjectNode one = (ObjectNode) models.get(i);
            String field = "$.model" + (root.get("model").isArray() ? "[" + i + "]" : "");
            String path = one.get(Pretrained.PATH).textValue();
            if (path.isEmpty()) {
                continue;
            }
            if (Files.isDirectory(Path.of(path))) {
                identify(config, field, one);
                found = true;
            } else if (passedOver.add(path)) {
                missing.accept(field + "." + Pretrained.PATH + " is \"" + path
                        + "\", but there is no such folder; a model directory is needed.");
            }
        }
        return found ? SweepConfig.of(root) : config;
    }

    private static void identify(SweepConfig config, String field, ObjectNode model) throws IOException {
        String path = model.get(Pretrained.PATH).textValue();
        try (PretrainedModel checkpoint = PretrainedModel.open(Path.of(path))) {
            requireSizes(config, field, model, checkpoint);
            String fingerprint = checkpoint.fingerprint();
            String asked = model.get(Pretrained.WEIGHTS).textValue();
            if (!asked.isEmpty() && !asked.equals(fingerprint)) {
                throw new UsageException(field + "." + Pretrained.WEIGHTS + " is \"" + asked
                        + "\", but the checkpoint in " + path + " is " + fingerprint + ".");
            }
            model.put(Pretrained.WEIGHTS, fingerprint);
        } catch (ModelFormatException | StorageException e) {
            throw new UsageException(field + "." + Pretrained.PATH + " is \"" + path + "\", which cannot be read: "
                    + e.getMessage() + ".");
        }
    }

    private static void requireSizes(SweepConfig config, String field, ObjectNode model, PretrainedModel checkpoint) {
        String path = model.get(Pretrained.PATH).textValue();
        List<String> problems = new ArrayList<>();
        checkpoint.sizes().properties().forEach(there -> {
            String name = there.getKey();
            boolean ofData = name.equals(PretrainedModel.VOCABULARY);
            Stream<String> asked = ofData ? config.trials().stream().map(trial -> "" + trial.model().vocabulary())
                    : values(model.get(name)).map(JsonNode::asText);
            asked.distinct().filter(value -> !value.equals(there.getValue().asText())).forEach(value ->
                    problems.add((ofData ? "$.data: the vocabulary" : field + "." + name) + " is " + value
                            + ", but must be " + there.getValue() + ", as the checkpoint in " + path + " has it."));
        });
        if (!problems.isEmpty()) {
            throw new UsageException(problems);
        }
    }

    private static Stream<JsonNode> values(JsonNode field) {
        return field.isArray() ? field.valueStream() : Stream.of(field);
    }
}
