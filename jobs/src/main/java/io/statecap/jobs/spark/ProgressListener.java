package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.sweep.SweepProgress;
import io.statecap.jobs.experiment.trial.TrialProgress;
import java.util.List;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.jdk.javaapi.CollectionConverters;

/** Hears from Spark which trials run, and takes what they report out of the heartbeats of all executors. */
final class ProgressListener extends SparkListener {

    private final long accumulatorId;
    private final SweepProgress progress;

    ProgressListener(long accumulatorId, SweepProgress progress) {
        this.accumulatorId = accumulatorId;
        this.progress = progress;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        progress.taskStarted();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        progress.taskEnded();
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
        for (var task : CollectionConverters.asJava(heartbeat.accumUpdates())) {
            for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                if (info.id() == accumulatorId && info.update().isDefined()) {
                    ((List<?>) info.update().get()).forEach(report -> progress.update((TrialProgress) report));
                }
            }
        }
    }
}
