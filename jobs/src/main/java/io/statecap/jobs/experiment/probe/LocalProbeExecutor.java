package io.statecap.jobs.experiment.probe;

import io.statecap.model.engine.FrozenModel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Runs tasks where it is, on a few threads.
 *
 * @param subject   what is known of the model
 * @param model     the model
 * @param step      of the training that goes on; null at its end
 * @param parts     threads, limits, and what earlier attempts have measured
 * @param held      is told the bytes that a task took besides the model
 */
public record LocalProbeExecutor(ProbeSubject subject, FrozenModel model, Long step, ProbeParts parts,
                                 LongConsumer held)
        implements ProbeExecutor {

    private static final int KEY_DIGITS = 32;

    @Override
    public <R extends Serializable> List<R> measure(List<? extends ProbeTask<R>> tasks) throws IOException {
        return parts.run(tasks.stream().map(task -> new TaskPart<>(this, task)).toList());
    }

    private record TaskPart<R extends Serializable>(LocalProbeExecutor executor, ProbeTask<R> task)
            implements ProbeParts.Part<R> {

        @Override
        public String key() {
            String text = "step " + executor.step + "\n" + task;
            return ProbeKey.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_DIGITS);
        }

        @Override
        public R measure() throws IOException {
            return task.measure(executor.subject, executor.model, executor.held);
        }
    }
}
