package io.statecap.jobs.spark.corpus;

import io.statecap.jobs.common.StatusLine;
import io.statecap.jobs.experiment.cost.Units;
import io.statecap.jobs.spark.Heartbeats;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;

/**
 * Shows how far a corpus is: on a terminal as one line with a bar, elsewhere as a line from time to time. The bytes
 * that tasks have read come with the heartbeats of all executors.
 */
public final class CorpusProgress extends SparkListener implements AutoCloseable {

    private static final int BAR = 20;

    private final StatusLine status;
    private final List<Phase> phases = new CopyOnWriteArrayList<>();
    private final long started = System.nanoTime();
    private SparkContext context;

    /** A step of the work, the bytes that finished tasks have done of it, and those of running tasks by their ids. */
    private record Phase(String name, LongAccumulator finished, LongAccumulator total, Map<Long, Long> running) {

        /** Where nothing is counted, from its announcement on. */
        boolean begun() {
            return finished == null || done() > 0;
        }

        long done() {
            return finished == null ? 0 : finished.value() + running.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** @param columns width of the terminal that shows {@code err}, which may change; 0 if none does */
    public CorpusProgress(PrintStream err, IntSupplier columns) {
        this.status = new StatusLine(err, columns);
    }

    void start(SparkContext spark) {
        context = spark;
        spark.addSparkListener(this);
        status.start(this::show);
    }

    /**
     * Announces a step; it begins when there are bytes of it.
     *
     * @param total bytes of text that it will go through, as far as known; null if never
     * @return what its tasks add these bytes to
     */
    LongAccumulator phase(String name, LongAccumulator total) {
        LongAccumulator bytes = context.longAccumulator(name);
        phases.add(new Phase(name, bytes, total, new ConcurrentHashMap<>()));
        return bytes;
    }

    /** Begins a step of which no bytes are counted. */
    void phase(String name) {
        phases.add(new Phase(name, null, null, Map.of()));
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        phases.stream().filter(phase -> phase.finished != null)
                .forEach(phase -> phase.running.remove(end.taskInfo().taskId()));
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
        phases.stream().filter(phase -> phase.finished != null).forEach(phase -> Heartbeats.forEach(heartbeat,
                phase.finished.id(), (task, bytes) -> phase.running.put(task, (Long) bytes)));
    }

    private void show() {
        Phase now = null;
        for (Phase phase : phases) {
            now = now == null || phase.begun() ? phase : now;
        }
        if (now == null) {
            return;
        }
        String line = line(now.name, now.done(), now.total == null ? 0 : now.total.value(),
                (System.nanoTime() - started) / 1e9);
        status.show(columns -> columns == 0 ? "corpus: " + line
                : line.substring(0, Math.max(0, Math.min(line.length(), columns - 1))));
    }

    /** With a bar where it is known how much there is; the step comes first, so that a narrow terminal shows it. */
    static String line(String name, long done, long total, double seconds) {
        String text = name + ", " + Units.duration(seconds) + (done > 0 ? ", " + Units.bytes(done) + " of text" : "");
        if (total == 0) {
            return text;
        }
        double share = Math.min(1, (double) done / total);
        int full = (int) Math.round(BAR * share);
        return String.format(Locale.ROOT, "%s, %.0f %% [%s%s]", text, Math.floor(100 * share), "#".repeat(full),
                "-".repeat(BAR - full));
    }

    @Override
    public void close() {
        status.close();
    }
}
