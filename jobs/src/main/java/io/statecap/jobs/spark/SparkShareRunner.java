package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.probe.ProbeJob;
import io.statecap.jobs.experiment.probe.ProbeShare;
import io.statecap.jobs.experiment.probe.ProbedModel;
import io.statecap.jobs.experiment.trial.NativeThreads;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Measures shares on Spark, a task each; the model travels once to each executor. */
public final class SparkShareRunner implements ProbeJob.ShareRunner {

    private final JavaSparkContext spark;
    private final Broadcast<ProbedModel> model;

    public SparkShareRunner(JavaSparkContext spark, ProbedModel model) {
        this.spark = spark;
        this.model = spark.broadcast(model);
    }

    @Override
    public <R extends Serializable> List<R> measure(List<? extends ProbeShare<R>> shares) {
        return spark.parallelize(List.<ProbeShare<R>>copyOf(shares), shares.size()).map(new Measure<>(model))
                .collect();
    }

    /** The task of one share. */
    private record Measure<R extends Serializable>(Broadcast<ProbedModel> model)
            implements Function<ProbeShare<R>, R> {
        @Override
        public R call(ProbeShare<R> share) throws Exception {
            NativeThreads.bound();
            return share.measure(model.value().subject(), model.value().snapshot().weights());
        }
    }
}
