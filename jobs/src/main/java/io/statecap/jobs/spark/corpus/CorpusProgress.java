package io.statecap.jobs.spark.corpus;

import io.statecap.jobs.experiment.cost.Units;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Shows how far a corpus is: on a terminal as one line with a bar, elsewhere as a line from time to time. The bytes
 * that tasks have read come with the heartbeats of all executors.
 */
public final class CorpusProgress extends SparkListener implements AutoCloseable {

    private static final int BAR = 20;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final IntSupplier columns;
    private final boolean terminal;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "statecap-progress");
        thread.setDaemon(true);
        return thread;
    });
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
        this.err = err;
        this.columns = columns;
        this.terminal = columns.getAsInt() > 0;
    }

    void start(SparkContext spark) {
        context = spark;
        spark.addSparkListener(this);
        long period = terminal ? 1 : 10;
        clock.scheduleAtFixedRate(this::show, period, period, TimeUnit.SECONDS);
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
        for (var task : CollectionConverters.asJava(heartbeat.accumUpdates())) {
            for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                for (Phase phase : phases) {
                    if (phase.finished != null && info.id() == phase.finished.id() && info.update().isDefined()
                            && info.update().get() instanceof Long bytes) {
                        phase.running.put((Long) task._1(), bytes);
                    }
                }
            }
        }
    }

    private synchronized void show() {
        Phase now = null;
        for (Phase phase : phases) {
            now = now == null || phase.begun() ? phase : now;
        }
        if (now == null) {
            return;
        }
        String line = line(now.name, now.done(), now.total == null ? 0 : now.total.value(),
                (System.nanoTime() - started) / 1e9);
        int width = columns.getAsInt();
        if (terminal) {
            err.print(CLEAR_LINE + line.substring(0, Math.max(0, Math.min(line.length(), width - 1))));
            err.flush();
        } else {
            err.println("corpus: " + line);
        }
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
        clock.shutdownNow();
        synchronized (this) {
            if (terminal) {
                err.print(CLEAR_LINE);
                err.flush();
            }
        }
    }
}
