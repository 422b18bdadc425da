package io.statecap.jobs.spark;

import java.util.function.BiConsumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.jdk.javaapi.CollectionConverters;

/** What running tasks have added to an accumulator, out of the heartbeats of their executors. */
public final class Heartbeats {

    private Heartbeats() {}

    /** Passes on each task's id and its value of an accumulator. */
    public static void forEach(SparkListenerExecutorMetricsUpdate heartbeat, long accumulator,
                               BiConsumer<Long, Object> values) {
        for (var task : CollectionConverters.asJava(heartbeat.accumUpdates())) {
            for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                if (info.id() == accumulator && info.update().isDefined()) {
                    values.accept((Long) task._1(), info.update().get());
                }
            }
        }
    }
}
