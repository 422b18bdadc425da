package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.results.Checkpoints;
import io.statecap.model.Parallel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.function.IORunnable;

/**
 * Runs the tasks of one plan of a trial where it is, on a few threads. Results of finished tasks are kept beside the
 * trial's checkpoints from time to time, so that a trial that was cut off goes on behind them, under keys that say what
 * they are.
 */
public final class ProbeParts implements ProbePlan.Executor {

    private static final double NANOS = 1e9;
    private static final int KEY_DIGITS = 32;

    private final Model model;
    private final String stage;
    private final Limits limits;
    private final long deadlineNanos;
    private final Checkpoints checkpoints;
    private final Map<String, Serializable> done;
    /** Null once it has run. */
    private IORunnable before;
    private final IntConsumer progress;
    private final TreeMap<String, Serializable> unsaved = new TreeMap<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private int finished;
    private long savedNanos = System.nanoTime();

    /** The trial was told to stop. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The trial's time is over. */
    public static final class TimeLimitException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What tasks read with. */
    public interface Model {
        Serializable measure(ProbeTask<?> task) throws IOException;
    }

    /**
     * What a trial grants its probes.
     *
     * @param threads          parts that are measured at a time, at most
     * @param stopRequested    whether the trial is to stop
     * @param seconds          time from now on
     * @param saveEverySeconds least time between two savings; 0 for none at all
     */
    public record Limits(int threads, BooleanSupplier stopRequested, double seconds, int saveEverySeconds) {}

    /**
     * Parts that are kept, with those of earlier attempts.
     *
     * @param stage       of the trial: with a task's text, it says all that a result depends on besides the trial
     * @param checkpoints those of the trial
     * @param before      run once before the first saving: parts are only worth as much as the weights that they were
     *                    measured with
     * @param progress    is told after each part how many are done
     */
    public ProbeParts(Model model, String stage, Limits limits, Checkpoints checkpoints, IORunnable before,
                      IntConsumer progress) throws IOException {
        this.model = model;
        this.stage = stage;
        this.limits = limits;
        double nanos = limits.seconds() * NANOS;
        deadlineNanos = nanos < Long.MAX_VALUE / 2.0 ? System.nanoTime() + (long) nanos : Long.MAX_VALUE;
        this.checkpoints = checkpoints;
        this.before = before;
        this.progress = progress;
        this.done = read(checkpoints);
    }

    @Override
    public <R extends Serializable> List<R> measure(List<? extends ProbeTask<R>> tasks) throws IOException {
        List<String> keys = tasks.stream().map(this::key).toList();
        List<Runnable> missing = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            ProbeTask<R> task = tasks.get(i);
            if (isDone(key)) {
                finished++;
            } else {
                missing.add(() -> measure(key, task));
            }
        }
        progress.accept(finished);
        try {
            if (!missing.isEmpty()) {
                Parallel.run(limits.threads(), missing);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (StoppedException e) {
            // What was under way when the first part stopped is done by now. The training is kept in any case.
            saveBefore();
            save();
            throw e;
        }
        return results(keys);
    }

    /** Names a file. A plan may ask for the same twice. */
    private String key(ProbeTask<?> task) {
        String key = DigestUtils.sha256Hex(stage + "\n" + task).substring(0, KEY_DIGITS);
        int before = asked.merge(key, 1, Integer::sum) - 1;
        return before == 0 ? key : key + "-" + before;
    }

    private synchronized boolean isDone(String key) {
        return done.containsKey(key);
    }

    @SuppressWarnings("unchecked")
    private synchronized <R extends Serializable> List<R> results(List<String> keys) {
        // Each result is taken once: rows of all layers take room.
        return keys.stream().map(key -> (R) done.remove(key)).toList();
    }

    private void measure(String key, ProbeTask<?> task) {
        try {
            if (limits.stopRequested().getAsBoolean()) {
                throw new StoppedException();
            }
            if (deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos > 0) {
                throw new TimeLimitException();
            }
            add(key, model.measure(task));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void add(String key, Serializable result) throws IOException {
        done.put(key, result);
        progress.accept(++finished);
        if (limits.saveEverySeconds() > 0) {
            unsaved.put(key, result);
        }
        if ((System.nanoTime() - savedNanos) / NANOS >= limits.saveEverySeconds()) {
            save();
        }
    }

    private static Map<String, Serializable> read(Checkpoints checkpoints) throws IOException {
        Map<String, Serializable> done = new HashMap<>();
        for (byte[] bytes : checkpoints.readParts()) {
            try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                ((Map<?, ?>) objects.readObject()).forEach((key, result) ->
                        done.put((String) key, (Serializable) result));
            } catch (ClassNotFoundException | ObjectStreamException | RuntimeException e) {
                // Its checksum was right, so another version wrote it: those parts are measured again.
            }
        }
        return done;
    }

    private synchronized void save() throws IOException {
        if (unsaved.isEmpty()) {
            return;
        }
        saveBefore();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(unsaved);
        }
        checkpoints.writePart(unsaved.firstKey(), bytes::writeTo);
        unsaved.clear();
        savedNanos = System.nanoTime();
    }

    private synchronized void saveBefore() throws IOException {
        if (before != null) {
            before.run();
            before = null;
        }
    }
}
