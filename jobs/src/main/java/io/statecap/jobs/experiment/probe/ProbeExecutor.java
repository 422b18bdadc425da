package io.statecap.jobs.experiment.probe;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** Runs the tasks of a probe of one model, on threads or on a cluster. */
public interface ProbeExecutor {

    /**
     * Measures tasks in whatever order and place.
     *
     * @return their results, in the order of the tasks
     * @throws IOException what the first failed task threw
     */
    <R extends Serializable> List<R> measure(List<? extends ProbeTask<R>> tasks) throws IOException;
}
