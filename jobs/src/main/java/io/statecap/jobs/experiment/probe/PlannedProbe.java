package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.results.ProbeRows;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * An entry of a plan: tasks, and the rows that their results make.
 *
 * @param <R> what one task measures
 */
interface PlannedProbe<R extends Serializable> {

    /** Tasks in a fixed order. */
    List<? extends ProbeTask<R>> tasks();

    /** @param measured one a task, in their order */
    ProbeRows rows(List<R> measured);

    /** Has all tasks measured. */
    default ProbeRows run(ProbeExecutor executor) throws IOException {
        return rows(executor.measure(tasks()));
    }
}
