package io.statecap.jobs.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A whole sweep, checked and with its defaults filled in. Made by {@link ConfigReader}.
 *
 * @param name      name of the sweep and of its default results folder
 * @param model     axes of the model
 * @param data      axes of the data
 * @param training  axes of the training
 * @param probe     the probe that ends each trial
 * @param criterion when a trial counts as collapsed
 * @param search    how the grid is searched
 * @param execution how trials are run; decides no number
 */
public record SweepConfig(String name, AxisGroup model, AxisGroup data, AxisGroup training, ProbeSettings probe,
                          CriterionSettings criterion, Search search, ExecutionSettings execution) {

    /**
     * Every cell of the grid, duplicates dropped. The order is that of nested loops over the fields as
     * {@code conf/schema.json} lists them, model outermost, then data, then training, the last field fastest; each
     * list in the order in which it was written.
     */
    public List<Trial> trials() {
        throw new UnsupportedOperationException();
    }

    /** The configuration with every default filled in, keys sorted, numbers canonical. */
    public ObjectNode resolved() {
        throw new UnsupportedOperationException();
    }
}
