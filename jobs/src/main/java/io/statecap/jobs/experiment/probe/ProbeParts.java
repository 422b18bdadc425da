package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.results.Checkpoints;
import io.statecap.model.Parallel;
import io.statecap.model.engine.FrozenModel;
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
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.function.IORunnable;

/**
 * Runs the tasks of a trial's probes where it is, on a few threads. Results of finished tasks are kept beside the
 * trial's checkpoints from time to time, so that a trial that was cut off goes on behind them, under keys that say what
 * they are.
 */
public final class ProbeParts implements ProbeExecutor {

    private static final double NANOS = 1e9;
    private static final int KEY_DIGITS = 32;

    private final int threads;
    private final BooleanSupplier stopRequested;
    private final Checkpoints checkpoints;
    private final int saveEverySeconds;
    private final Map<String, Serializable> done;
    /** Null once it has run. */
    private IORunnable before;
    private long deadlineNanos = Long.MAX_VALUE;
    private final TreeMap<String, Serializable> unsaved = new TreeMap<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private ProbeSubject subject;
    private FrozenModel model;
    private Long step;
    private LongConsumer memory;
    private BiConsumer<Integer, Integer> listener = (finished, all) -> { };
    private int planned;
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

    /**
     * Parts that are kept, with those of earlier attempts.
     *
     * @param checkpoints      those of the trial
     * @param saveEverySeconds least time between two savings; 0 for none at all
     * @param before           run once before the first saving: parts are only worth as much as the weights that they
     *                         were measured with
     */
    public ProbeParts(int threads, BooleanSupplier stopRequested, Checkpoints checkpoints, int saveEverySeconds,
                      IORunnable before) throws IOException {
        this.threads = threads;
        this.stopRequested = stopRequested;
        this.checkpoints = checkpoints;
        this.saveEverySeconds = saveEverySeconds;
        this.before = before;
        this.done = read(checkpoints);
    }

    /**
     * These, of a model.
     *
     * @param step   of the training that goes on; null at its end
     * @param memory is told the bytes that a task took besides the model
     */
    public ProbeParts of(ProbeSubject subject, FrozenModel model, Long step, LongConsumer memory) {
        this.subject = subject;
        this.model = model;
        this.step = step;
        this.memory = memory;
        return this;
    }

    /** These, with someone who is told after each part how many are done of so many in all. */
    public ProbeParts reportingTo(BiConsumer<Integer, Integer> progress, int parts) {
        listener = progress;
        planned = parts;
        return this;
    }

    /** These, until so many seconds from now. */
    public ProbeParts limitedTo(double seconds) {
        double nanos = seconds * NANOS;
        deadlineNanos = nanos < Long.MAX_VALUE / 2.0 ? System.nanoTime() + (long) nanos : Long.MAX_VALUE;
        return this;
    }

    /** Parts that are measured at a time, at most. */
    public int threads() {
        return threads;
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
        listener.accept(finished, planned);
        try {
            if (!missing.isEmpty()) {
                Parallel.run(threads, missing);
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

    /** Says all that a task's result depends on besides the trial; names a file. A plan may ask for the same twice. */
    private String key(ProbeTask<?> task) {
        String key = DigestUtils.sha256Hex("step " + step + "\n" + task).substring(0, KEY_DIGITS);
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
            if (stopRequested.getAsBoolean()) {
                throw new StoppedException();
            }
            if (deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos > 0) {
                throw new TimeLimitException();
            }
            add(key, task.measure(subject, model, memory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void add(String key, Serializable result) throws IOException {
        done.put(key, result);
        listener.accept(++finished, planned);
        if (saveEverySeconds > 0) {
            unsaved.put(key, result);
        }
        if ((System.nanoTime() - savedNanos) / NANOS >= saveEverySeconds) {
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
