package io.statecap.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole sweep, checked and with its defaults filled in. Made by {@link ConfigReader}.
 *
 * @param name         name of the sweep and of its default results folder
 * @param model        axes of the model
 * @param data         axes of the data, one group for each kind of data
 * @param training     axes of the training
 * @param probe        the probe that ends each trial
 * @param criterion    when a trial counts as collapsed
 * @param search       how the grid is searched
 * @param execution    how trials are run; decides no number
 * @param resolvedJson canonical JSON of the whole configuration, every default filled in
 */
public record SweepConfig(String name, AxisGroup model, List<AxisGroup> data, AxisGroup training, ProbeSettings probe,
                          CriterionSettings criterion, Search search, ExecutionSettings execution,
                          String resolvedJson) {

    public SweepConfig {
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
        return new SweepConfig(resolved.get("name").textValue(),
                AxisGroup.of("model", section("model").fieldsOf(null), resolved.get("model")),
                dataGroups,
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
        for (ObjectNode modelCell : model.cells()) {
            for (AxisGroup dataGroup : data) {
                for (ObjectNode dataCell : dataGroup.cells()) {
                    for (ObjectNode trainingCell : trainingCells) {
                        Trial trial = Trial.of(modelCell, dataCell, trainingCell, probeJson);
                        trials.putIfAbsent(trial.trialId(), trial);
                    }
                }
            }
        }
        return List.copyOf(trials.values());
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
