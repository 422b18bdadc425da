package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.analysis.collapse.Criterion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole sweep, checked and with its defaults filled in. Made by {@link ConfigReader}.
 *
 * @param name      name of the sweep and of its default results folder
 * @param criterion when a trial counts as collapsed
 * @param search    how the grid is searched
 * @param execution how trials are run; no part of their identity
 * @param resolved  the whole configuration, every default filled in; not to be changed
 */
public record SweepConfig(String name, Criterion criterion, Search search, ExecutionSettings execution,
                          ObjectNode resolved) {

    /** The sweep of resolved and checked JSON, such as that of another with a field changed. */
    public static SweepConfig of(ObjectNode resolved) {
        JsonNode criterion = ConfigFields.CRITERION.of(resolved);
        return new SweepConfig(ConfigFields.NAME.of(resolved),
                ConfigFields.CRITERION_SECTION.read(criterion, Criterion.class,
                        Map.of(Section.KIND, Criterion.Kind.of(Section.kindOf(criterion)))),
                ConfigFields.SEARCH.of(resolved), ConfigFields.EXECUTION_SECTION.read(
                        ConfigFields.EXECUTION.of(resolved), ExecutionSettings.class), resolved);
    }

    /** The same sweep under another criterion. */
    public SweepConfig judgedBy(Criterion other) {
        return new SweepConfig(name, other, search, execution, resolved);
    }

    /** The same sweep, whose trained models stay in the results folder. */
    public SweepConfig keepingModels() {
        ObjectNode changed = resolved.deepCopy();
        changed.withObject("/" + ConfigFields.EXECUTION.name()).put(ConfigFields.KEEP_MODELS.name(), true);
        return of(changed);
    }

    /** The probes of each trial. */
    public ProbeSettings probe() {
        return ProbeSettings.of(ConfigFields.PROBE.of(resolved));
    }

    /** Canonical text of the whole configuration. */
    public String resolvedJson() {
        return CanonicalJson.text(resolved);
    }

    /**
     * Every cell of the grid, duplicates dropped. The order is that of nested loops over the fields as
     * {@code conf/schema.json} lists them, model outermost, then data, then training, the last field (the seed)
     * fastest; each list in the order in which it was written.
     */
    public List<Trial> trials() {
        Map<String, Trial> trials = new LinkedHashMap<>();
        JsonNode probe = ConfigFields.PROBE.of(resolved);
        JsonNode model = ConfigFields.MODEL.of(resolved);
        List<ObjectNode> dataCells = ConfigFields.DATA_SECTION.cells(ConfigFields.DATA.of(resolved));
        List<ObjectNode> trainingCells = ConfigFields.TRAINING_SECTION.cells(ConfigFields.TRAINING.of(resolved));
        for (JsonNode one : model.isArray() ? model : List.of(model)) {
            for (ObjectNode modelCell : ConfigFields.MODEL_SECTION.cells(one)) {
                for (ObjectNode dataCell : dataCells) {
                    for (ObjectNode trainingCell : trainingCells) {
                        Trial trial = Trial.of(modelCell, dataCell, trainingCell, probe);
                        trials.putIfAbsent(trial.trialId(), trial);
                    }
                }
            }
        }
        return List.copyOf(trials.values());
    }
}
