package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.experiment.settings.CriterionSettings;
import io.statecap.jobs.experiment.settings.ExecutionSettings;
import io.statecap.jobs.experiment.settings.ProbeSettings;
import io.statecap.jobs.experiment.settings.Search;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A whole sweep, checked and with its defaults filled in. Made by {@link ConfigReader}.
 *
 * @param name         name of the sweep and of its default results folder
 * @param model        axes of the model, one group for each of a list of models
 * @param data         axes of the data, one group for each kind of data
 * @param training     axes of the training
 * @param probe        the probe that ends each trial
 * @param criterion    when a trial counts as collapsed
 * @param search       how the grid is searched
 * @param execution    how trials are run; decides no number
 * @param resolvedJson canonical JSON of the whole configuration, every default filled in
 */
public record SweepConfig(String name, List<AxisGroup> model, List<AxisGroup> data, AxisGroup training,
                          ProbeSettings probe, CriterionSettings criterion, Search search,
                          ExecutionSettings execution, String resolvedJson) {

    public SweepConfig {
        model = List.copyOf(model);
        data = List.copyOf(data);
    }

    /** The sweep of resolved and checked JSON. */
    static SweepConfig of(ObjectNode resolved) {
        JsonNode data = resolved.get("data");
        Section dataSection = section("data");
        List<String> kinds = AxisGroup.of("data", List.of(dataSection.kindField()), data).axes().get(0).values()
                .stream().map(JsonNode::textValue).toList();
        List<AxisGroup> dataGroups = new ArrayList<>();
        for (String kind : kinds) {
            ObjectNode ofKind = data.deepCopy();
            ofKind.put(Section.KIND, kind);
            dataGroups.add(AxisGroup.of("data", dataSection.fieldsOf(kind), ofKind));
        }
        JsonNode model = resolved.get("model");
        List<AxisGroup> modelGroups = (model.isArray() ? model.valueStream() : Stream.of(model))
                .map(one -> AxisGroup.of("model", section("model").fieldsOf(null), one))
                .toList();
        return new SweepConfig(resolved.get("name").textValue(),
                modelGroups, dataGroups,
                AxisGroup.of("training", section("training").fieldsOf(null), resolved.get("training")),
                ConfigBinder.probe(resolved.get("probe")), ConfigBinder.criterion(resolved.get("criterion")),
                ConfigBinder.search(resolved), ConfigBinder.execution(resolved.get("execution")),
                CanonicalJson.text(resolved));
    }

    /**
     * Every cell of the grid, duplicates dropped. The order is that of nested loops over the fields as
     * {@code conf/schema.json} lists them, model outermost, then data, then training, the last field (the seed)
     * fastest; each list in the order in which it was written.
     */
    public List<Trial> trials() {
        JsonNode probeJson = StrictJson.trusted(resolvedJson).get("probe");
        Map<String, Trial> trials = new LinkedHashMap<>();
        List<ObjectNode> trainingCells = training.cells();
        List<ObjectNode> dataCells = cells(data);
        for (ObjectNode modelCell : cells(model)) {
            for (ObjectNode dataCell : dataCells) {
                for (ObjectNode trainingCell : trainingCells) {
                    Trial trial = Trial.of(modelCell, dataCell, trainingCell, probeJson);
                    trials.putIfAbsent(trial.trialId(), trial);
                }
            }
        }
        return List.copyOf(trials.values());
    }

    private static List<ObjectNode> cells(List<AxisGroup> groups) {
        return groups.stream().flatMap(group -> group.cells().stream()).toList();
    }

    /** The section of the configuration with this name. */
    private static Section section(String name) {
        for (Field field : ConfigFields.ROOT.common()) {
            if (field.name().equals(name) && field.type() instanceof FieldType.Nested nested) {
                return nested.section();
            }
        }
        throw new IllegalArgumentException("no section " + name);
    }
}
