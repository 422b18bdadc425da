package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.analysis.collapse.Criterion;
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
 * @param name      name of the sweep and of its default results folder
 * @param criterion when a trial counts as collapsed
 * @param search    how the grid is searched
 * @param execution how trials are run; decides no number
 * @param resolved  the whole configuration, every default filled in; not to be changed
 */
public record SweepConfig(String name, Criterion criterion, Search search, ExecutionSettings execution,
                          ObjectNode resolved) {

    /** The sweep of resolved and checked JSON, such as that of another with a field changed. */
    public static SweepConfig of(ObjectNode resolved) {
        return new SweepConfig(ConfigFields.NAME.of(resolved),
                CriterionFields.criterion(ConfigFields.CRITERION.of(resolved)), ConfigFields.SEARCH.of(resolved),
                ExecutionFields.execution(ConfigFields.EXECUTION.of(resolved)), resolved);
    }

    /** The same sweep under another criterion. */
    public SweepConfig judgedBy(Criterion other) {
        return new SweepConfig(name, other, search, execution, resolved);
    }

    /** The same sweep, whose trained models stay in the results folder. */
    public SweepConfig keepingModels() {
        ObjectNode changed = resolved.deepCopy();
        changed.withObject("/" + ConfigFields.EXECUTION.name()).put(ExecutionFields.KEEP_MODELS.name(), true);
        return of(changed);
    }

    /** The probes of each trial. */
    public ProbeSettings probe() {
        return ProbeFields.probe(ConfigFields.PROBE.of(resolved));
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
        List<ObjectNode> trainingCells =
                Grid.cells(TrainingFields.SECTION.fieldsOf(null), ConfigFields.TRAINING.of(resolved));
        List<ObjectNode> dataCells = dataCells();
        for (ObjectNode modelCell : modelCells()) {
            for (ObjectNode dataCell : dataCells) {
                for (ObjectNode trainingCell : trainingCells) {
                    Trial trial = Trial.of(modelCell, dataCell, trainingCell, probe);
                    trials.putIfAbsent(trial.trialId(), trial);
                }
            }
        }
        return List.copyOf(trials.values());
    }

    private List<ObjectNode> modelCells() {
        JsonNode model = ConfigFields.MODEL.of(resolved);
        return (model.isArray() ? model.valueStream() : Stream.of(model))
                .flatMap(one -> Grid.cells(ModelFields.SECTION.fieldsOf(null), one).stream()).toList();
    }

    /** Each kind of data has its own fields. */
    private List<ObjectNode> dataCells() {
        JsonNode data = ConfigFields.DATA.of(resolved);
        List<ObjectNode> cells = new ArrayList<>();
        for (JsonNode kind : Grid.values(DataFields.SECTION.kindField(), data.get(Section.KIND))) {
            ObjectNode ofKind = data.deepCopy();
            ofKind.set(Section.KIND, kind);
            cells.addAll(Grid.cells(DataFields.SECTION.fieldsOf(kind.textValue()), ofKind));
        }
        return cells;
    }
}
