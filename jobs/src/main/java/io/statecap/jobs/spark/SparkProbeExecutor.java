package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.probe.ProbePlan;
import io.statecap.jobs.experiment.probe.ProbeTask;
import io.statecap.jobs.experiment.probe.ProbedModel;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.Precision;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Runs the tasks of a probe on Spark; the model travels once to each executor. */
public final class SparkProbeExecutor implements ProbePlan.Executor {

    private final JavaSparkContext spark;
    private final Broadcast<ExecutorModel> model;

    /** @param engines what reads with the model, on executors */
    public SparkProbeExecutor(JavaSparkContext spark, ProbedModel model, Engines engines, Precision precision) {
        this.spark = spark;
        this.model = spark.broadcast(new ExecutorModel(model, engines, precision));
    }

    @Override
    public <R extends Serializable> List<R> measure(List<? extends ProbeTask<R>> tasks) {
        // Not this object, which cannot travel.
        Broadcast<ExecutorModel> shared = model;
        return spark.parallelize(List.<ProbeTask<R>>copyOf(tasks), tasks.size())
                .map(task -> shared.value().measure(task)).collect();
    }

    /**
     * A model as it is broadcast. Its weights are packed once a device, or once an executor on CPUs, by the first task
     * that reads with them; what this has of an engine stays until the executor ends.
     */
    private static final class ExecutorModel implements Serializable {

        private static final long serialVersionUID = 1L;

        private final ProbedModel probed;
        private final Engines engines;
        private final Precision precision;
        private transient Map<List<String>, FrozenModel> models;

        ExecutorModel(ProbedModel probed, Engines engines, Precision precision) {
            this.probed = probed;
            this.engines = engines;
            this.precision = precision;
        }

        <R extends Serializable> R measure(ProbeTask<R> task) throws IOException, InterruptedException {
            return task.measure(probed.subject(), model(TrialTask.devices(TaskContext.get())), bytes -> { });
        }

        /** @param devices those of the task */
        private synchronized FrozenModel model(List<String> devices) throws IOException, InterruptedException {
            if (models == null) {
                models = new HashMap<>();
            }
            FrozenModel model = models.get(devices);
            if (model == null) {
                ModelEngine engine = engines.open("probe", precision, devices, () -> false).orElseThrow().engine();
                model = engine.model(probed.subject().config(), probed.parameters().source());
                models.put(devices, model);
            }
            return model;
        }
    }
}
