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
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Shows how far a corpus is: on a terminal as one line with a bar, elsewhere as a line from time to time. The bytes that
 * tasks have read come with the heartbeats of all executors.
 */
public final class CorpusProgress extends SparkListener implements AutoCloseable {

    private static final int BAR = 20;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
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

        long done() {
            return finished.value() + running.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public CorpusProgress(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
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

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        phases.forEach(phase -> phase.running.remove(end.taskInfo().taskId()));
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
        for (var task : CollectionConverters.asJava(heartbeat.accumUpdates())) {
            for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                for (Phase phase : phases) {
                    if (info.id() == phase.finished.id() && info.update().isDefined()
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
            now = now == null || phase.done() > 0 ? phase : now;
        }
        if (now == null) {
            return;
        }
        String line = line(now.name, now.done(), now.total == null ? 0 : now.total.value(),
                (System.nanoTime() - started) / 1e9);
        if (terminal) {
            err.print(CLEAR_LINE + line);
            err.flush();
        } else {
            err.println("corpus: " + line);
        }
    }

    /** At most 79 columns. */
    static String line(String name, long done, long total, double seconds) {
        String text = name + (done > 1 ? ", " + Units.bytes(done) + " of text" : "") + ", " + Units.duration(seconds);
        if (total == 0) {
            return text;
        }
        double share = Math.min(1, (double) done / total);
        int full = (int) Math.round(BAR * share);
        return String.format(Locale.ROOT, "[%s%s] %.0f %% %s", "#".repeat(full), "-".repeat(BAR - full),
                Math.floor(100 * share), text);
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
