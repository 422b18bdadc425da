package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.sweep.SweepProgress;
import io.statecap.jobs.experiment.trial.TrialReport;
import io.statecap.jobs.experiment.trial.TrialRunner;
import io.statecap.jobs.results.ResultsDirectory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.spark.FutureAction;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.util.Try;

/**
 * Runs trials on Spark, each as a job of one task. Jobs rather than tasks of one job, because a search decides on the
 * next trial when it knows an earlier one's outcome; Spark serves waiting jobs in the order of their submission, so a
 * freed core takes the next trial without waiting for this driver.
 */
public final class SparkTrials implements AutoCloseable {

    private static final long STOP_SECONDS = 30;
    private static final int JOBS_A_CORE = 3;
    private static final int FEWEST_JOBS = 32;

    private final JavaSparkContext spark;
    private final TrialTask task;

    public SparkTrials(JavaSparkContext spark, SweepConfig config, ResultsDirectory results, TrialRunner runner,
                SweepProgress progress) {
        this.spark = spark;
        ProgressAccumulator accumulator = new ProgressAccumulator();
        spark.sc().register(accumulator, ProgressAccumulator.NAME);
        spark.sc().addSparkListener(new ProgressListener(accumulator.id(), progress));
        int coresATrial = spark.getConf().getInt("spark.task.cpus", 1);
        progress.slots(() -> Math.max(1, spark.defaultParallelism() / coresATrial));
        this.task = new TrialTask(config.resolvedJson(), results, runner, accumulator);
        // A trial stops between two steps, where its state is whole; an interrupt could hit it anywhere.
        spark.setLocalProperty("spark.job.interruptOnCancel", "false");
    }

    /** Trials to have submitted at a time: enough that no core ever waits for the driver. */
    public int window() {
        return Math.max(FEWEST_JOBS, JOBS_A_CORE * spark.defaultParallelism());
    }

    /**
     * Submits a trial and returns at once.
     *
     * @param label    its name in the Spark UI
     * @param finished called once, on some thread, with the report or, if Spark gave the trial up, with the reason
     */
    public void submit(Trial trial, String label, BiConsumer<TrialReport, Throwable> finished) {
        spark.setJobDescription("trial " + trial.trialId() + ": " + label);
        JavaRDD<TrialReport> one = spark.parallelize(List.of(trial.configJson()), 1).map(task);
        FutureAction<Seq<TrialReport>> action =
                RDD.rddToAsyncRDDActions(one.rdd(), one.classTag()).collectAsync();
        action.onComplete((Try<Seq<TrialReport>> outcome) -> {
            if (outcome.isSuccess()) {
                finished.accept(outcome.get().head(), null);
            } else {
                finished.accept(null, outcome.failed().get());
            }
            return null;
        }, ExecutionContext.fromExecutor(Runnable::run));
    }

    /** Tells all running trials to write a checkpoint and stop, and waits until they have, for a while. */
    public void stopAll() throws InterruptedException {
        spark.sc().cancelAllJobs();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        while (running() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
    }

    private int running() {
        return Arrays.stream(spark.statusTracker().getExecutorInfos()).mapToInt(SparkExecutorInfo::numRunningTasks)
                .sum();
    }

    @Override
    public void close() {
        spark.stop();
    }
}
