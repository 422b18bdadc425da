package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.probe.ProbeExecutor;
import io.statecap.jobs.experiment.probe.ProbeTask;
import io.statecap.jobs.experiment.probe.ProbedModel;
import io.statecap.model.engine.Precision;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Runs the tasks of a probe on Spark; the model travels once to each executor. */
public final class SparkProbeExecutor implements ProbeExecutor {

    private final JavaSparkContext spark;
    private final Broadcast<ExecutorModel> model;

    /** @param engines what reads with the model, on executors */
    public SparkProbeExecutor(JavaSparkContext spark, ProbedModel model, Engines engines, Precision precision) {
        this.spark = spark;
        this.model = spark.broadcast(new ExecutorModel(model, engines, precision));
    }

    @Override
    public <R extends Serializable> List<R> measure(List<? extends ProbeTask<R>> tasks) {
        return spark.parallelize(List.<ProbeTask<R>>copyOf(tasks), tasks.size()).map(new Measure<>(model))
                .collect();
    }

    /** One task. */
    private record Measure<R extends Serializable>(Broadcast<ExecutorModel> model)
            implements Function<ProbeTask<R>, R> {
        @Override
        public R call(ProbeTask<R> task) throws Exception {
            ExecutorModel shared = model.value();
            return task.measure(shared.probed().subject(), shared.model(TrialTask.devices(TaskContext.get())), held -> { });
        }
    }
}
