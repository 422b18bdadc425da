package io.statecap.jobs.sweep;

import java.util.function.Consumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.jdk.javaapi.CollectionConverters;

/** Takes the reports of running trials out of the heartbeats of all executors. */
final class ProgressListener extends SparkListener {

    private final long accumulatorId;
    private final Consumer<TrialProgress> sink;

    ProgressListener(long accumulatorId, Consumer<TrialProgress> sink) {
        this.accumulatorId = accumulatorId;
        this.sink = sink;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
        for (var task : CollectionConverters.asJava(heartbeat.accumUpdates())) {
            for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                if (info.id() == accumulatorId && info.update().isDefined()
                        && info.update().get() instanceof TrialProgress progress) {
                    sink.accept(progress);
                }
            }
        }
    }
}
