package io.statecap.jobs.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.io.function.IOConsumer;

/** The trials of a results directory, one at a time: a sweep's curves need not fit into memory. */
public final class ExportedTrials {

    private final ResultsDirectory results;
    private final List<TrialRow> trials;
    private final RunNames names;
    private final Consumer<ParquetFormatException> damaged;

    /** What is exported of one trial. */
    record Run(String name, TrialRow trial, List<CurveRow> curves, Map<String, List<TrialMetrics.Point>> metrics) {

        /**
         * The trial's sizes, and its configuration as flat values by path, for example {@code model.dState}: numbers,
         * booleans or text; a list is its JSON text.
         */
        Map<String, JsonNode> settings() throws IOException {
            Map<String, JsonNode> settings = new TreeMap<>(Map.of("state_size", LongNode.valueOf(trial.stateSize()),
                    "parameters", LongNode.valueOf(trial.parameters())));
            collect("", new ObjectMapper().readTree(trial.configJson()), settings);
            return settings;
        }

        private static void collect(String path, JsonNode value, Map<String, JsonNode> settings) {
            if (value.isObject()) {
                value.properties().forEach(field -> collect((path.isEmpty() ? "" : path + ".") + field.getKey(),
                        field.getValue(), settings));
            } else if (!path.isEmpty()) {
                settings.put(path, value.isArray() ? TextNode.valueOf(value.toString()) : value);
            }
        }
    }

    /** @param damaged told of each damaged file, whose rows are left out */
    public ExportedTrials(ResultsDirectory results, Consumer<ParquetFormatException> damaged) throws IOException {
        this.results = results;
        this.damaged = damaged;
        this.trials = results.readWhole(Table.TRIALS, damaged);
        this.names = new RunNames(trials);
    }

    /** How many there are. */
    public int count() {
        return trials.size();
    }

    void forEach(IOConsumer<Run> use) throws IOException {
        for (TrialRow trial : trials) {
            List<CurveRow> curves = rows(Table.CURVES, trial.trialId());
            use.accept(new Run(names.of(trial), trial, curves,
                    TrialMetrics.of(trial, rows(Table.TRAINING, trial.trialId()), curves)));
        }
    }

    private <R> List<R> rows(Table<R> table, String id) throws IOException {
        try {
            return results.read(table, id);
        } catch (ParquetFormatException damage) {
            damaged.accept(damage);
            return List.of();
        }
    }
}
