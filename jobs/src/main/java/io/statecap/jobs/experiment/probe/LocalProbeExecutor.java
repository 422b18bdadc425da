package io.statecap.jobs.experiment.probe;

import io.statecap.model.engine.FrozenModel;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Runs tasks where it is, on a few threads.
 *
 * @param subject what is known of the model
 * @param model   the model
 * @param parts   threads, limits, and what earlier attempts have measured
 * @param held    is told the bytes that a task took besides the model
 */
public record LocalProbeExecutor(ProbeSubject subject, FrozenModel model, ProbeParts parts, LongConsumer held)
        implements ProbeExecutor {

    @Override
    public <R extends Serializable> List<R> measure(List<? extends ProbeTask<R>> tasks) throws IOException {
        return parts.run(tasks.stream()
                .<ProbeParts.Part<R>>map(task -> () -> task.measure(subject, model, held)).toList());
    }
}
