package io.statecap.jobs.experiment.probe;

import io.statecap.model.engine.FrozenModel;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Runs tasks where it is, on a few threads.
 *
 * @param subject   what is known of the model
 * @param model     the model
 * @param step      of the training that goes on; null at its end
 * @param parts     threads, limits, and what earlier attempts have measured
 * @param memory    is told the bytes that a task took besides the model
 */
public record LocalProbeExecutor(ProbeSubject subject, FrozenModel model, Long step, ProbeParts parts,
                                 LongConsumer memory)
        implements ProbeExecutor {

    private static final int KEY_DIGITS = 32;

    @Override
    public <R extends Serializable> List<R> measure(List<? extends ProbeTask<R>> tasks) throws IOException {
        return parts.run(tasks.stream().map(task -> new ProbeParts.Part<>(key(task),
                () -> task.measure(subject, model, memory))).toList());
    }

    private String key(ProbeTask<?> task) {
        return DigestUtils.sha256Hex("step " + step + "\n" + task).substring(0, KEY_DIGITS);
    }
}
