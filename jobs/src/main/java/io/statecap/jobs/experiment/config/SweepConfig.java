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
        JsonNode data = ConfigFields.DATA.of(resolved);
        Section dataSection = DataFields.SECTION;
        List<String> kinds = AxisGroup.of("data", List.of(dataSection.kindField()), data).axes().get(0).values()
                .stream().map(JsonNode::textValue).toList();
        List<AxisGroup> dataGroups = new ArrayList<>();
        for (String kind : kinds) {
            ObjectNode ofKind = data.deepCopy();
            ofKind.put(Section.KIND, kind);
            dataGroups.add(AxisGroup.of("data", dataSection.fieldsOf(kind), ofKind));
        }
        JsonNode model = ConfigFields.MODEL.of(resolved);
        List<AxisGroup> modelGroups = (model.isArray() ? model.valueStream() : Stream.of(model))
                .map(one -> AxisGroup.of("model", ModelFields.SECTION.fieldsOf(null), one))
                .toList();
        return new SweepConfig(ConfigFields.NAME.of(resolved),
                modelGroups, dataGroups,
                AxisGroup.of("training", TrainingFields.SECTION.fieldsOf(null), ConfigFields.TRAINING.of(resolved)),
                ProbeFields.probe(ConfigFields.PROBE.of(resolved)),
                CriterionFields.criterion(ConfigFields.CRITERION.of(resolved)), ConfigFields.SEARCH.of(resolved),
                ExecutionFields.execution(ConfigFields.EXECUTION.of(resolved)),
                CanonicalJson.text(resolved));
    }

    /**
     * Every cell of the grid, duplicates dropped. The order is that of nested loops over the fields as
     * {@code conf/schema.json} lists them, model outermost, then data, then training, the last field (the seed)
     * fastest; each list in the order in which it was written.
     */
    public List<Trial> trials() {
        JsonNode probeJson = ConfigJson.trusted(resolvedJson).get("probe");
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
}
