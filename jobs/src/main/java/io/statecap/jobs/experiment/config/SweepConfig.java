package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.model.Mamba2Config;
import io.statecap.model.train.TrainingSettings;
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
        record Parts(String name, Criterion criterion, Search search, ExecutionSettings execution) {}
        Parts parts = ConfigRecords.read(Section.ROOT, resolved, Parts.class);
        return new SweepConfig(parts.name, parts.criterion, parts.search, parts.execution, resolved);
    }

    /** The same sweep under another criterion. */
    public SweepConfig judgedBy(Criterion other) {
        return new SweepConfig(name, other, search, execution, resolved);
    }

    /** The same sweep, whose trained models stay in the results folder. */
    public SweepConfig keepingModels() {
        ObjectNode changed = resolved.deepCopy();
        changed.withObjectProperty("execution").put("keepModels", true);
        return of(changed);
    }

    /** The probes of each trial. */
    public ProbeSettings probe() {
        return ProbeSettings.of(resolved.path("probe"));
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
        ProbeSettings probe = probe();
        List<ObjectNode> trainingCells = Section.TRAINING.cells(resolved.path("training"));
        List<TrainingSettings> trainings = trainingCells.stream().map(Trial::training).toList();
        JsonNode models = resolved.path("model");
        for (JsonNode one : models.isArray() ? models : List.of(models)) {
            for (ObjectNode modelCell : Section.MODEL.cells(one)) {
                for (ObjectNode dataCell : Section.DATA.cells(resolved.path("data"))) {
                    DataSettings data = DataSettings.of(dataCell);
                    Mamba2Config model = Trial.model(modelCell, data);
                    for (int i = 0; i < trainings.size(); i++) {
                        ObjectNode cell = Trial.cell(modelCell, dataCell, trainingCells.get(i), resolved.path("probe"));
                        Trial trial = Trial.of(cell, model, data, trainings.get(i), probe);
                        trials.putIfAbsent(trial.trialId(), trial);
                    }
                }
            }
        }
        return List.copyOf(trials.values());
    }
}
