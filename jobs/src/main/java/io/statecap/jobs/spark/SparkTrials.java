package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.sweep.SweepProgress;
import io.statecap.jobs.experiment.trial.FailureLog;
import io.statecap.jobs.experiment.trial.TrialAttempt;
import io.statecap.jobs.experiment.trial.TrialProgress;
import io.statecap.jobs.experiment.trial.TrialReport;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.FutureAction;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.util.CollectionAccumulator;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Try;

/**
 * Runs trials on Spark, each as a job of one task. Jobs rather than tasks of one job, because a search decides on the
 * next trial when it knows an earlier one's outcome; Spark serves waiting jobs in the order of their submission, so a
 * freed core takes the next trial without waiting for this driver.
 */
final class SparkTrials implements AutoCloseable {

    /** A part of a probe that is under way at a stop is finished first. */
    private static final long STOP_SECONDS = 300;
    private static final int QUIET_POLLS = 8;
    private static final long POLL_MILLIS = 50;
    private static final int JOBS_A_CORE = 3;
    private static final int FEWEST_JOBS = 32;
    private static final Pattern TASK_FAILURE = Pattern.compile("Task \\d+ in stage \\S+ failed \\d+ times");
    /** Where a task failed on every executor that it could run on. */
    private static final String NOWHERE_ELSE = "cannot run anywhere";
    private static final Pattern LOST_TASK = Pattern.compile("Lost task \\d+\\.(\\d+) in stage");
    private static final String LAST_FAILURE = "most recent failure: ";

    private final JavaSparkContext spark;
    /** A reference, so that local tasks get this very object. */
    private final TrialAttempt attempt;
    private final TrialTask task;

    /** @param spark a session that is stopped with this */
    SparkTrials(JavaSparkContext spark, TrialAttempt attempt, SweepProgress progress) {
        this.spark = spark;
        CollectionAccumulator<TrialProgress> accumulator = spark.sc().collectionAccumulator("trial");
        spark.sc().addSparkListener(listener(accumulator.id(), progress));
        int coresATrial = spark.getConf().getInt("spark.task.cpus", 1);
        progress.slots(() -> Math.max(1, spark.defaultParallelism() / coresATrial));
        this.attempt = attempt;
        this.task = new TrialTask(spark.broadcast(attempt), accumulator, 0);
        // A trial stops between two steps, where its state is whole; an interrupt could hit it anywhere.
        spark.setLocalProperty("spark.job.interruptOnCancel", "false");
    }

    /** Takes what trials report out of the heartbeats of all executors. */
    private static SparkListener listener(long accumulatorId, SweepProgress progress) {
        return new SparkListener() {
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
        };
    }

    /** A trial was lost with the machines that ran it, more often than it may be; the others go on. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param reason why the last attempt was lost, in one sentence */
        LostException(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    /** Trials to have submitted at a time: enough that no core ever waits for the driver. */
    int window() {
        return Math.max(FEWEST_JOBS, JOBS_A_CORE * spark.defaultParallelism());
    }

    /**
     * Submits a trial and returns at once.
     *
     * @param label    its name where running trials are shown
     * @param finished called once, on some thread, with the report; or with a {@link LostException}; or with whatever
     *                 else ended Spark itself
     */
    void submit(Trial trial, String label, BiConsumer<TrialReport, Throwable> finished) {
        submit(trial, label, finished, task);
    }

    private void submit(Trial trial, String label, BiConsumer<TrialReport, Throwable> finished, TrialTask next) {
        spark.setJobDescription("trial " + trial.trialId() + ": " + label);
        JavaRDD<TrialReport> one = spark.parallelize(List.of(trial), 1).map(next);
        FutureAction<Seq<TrialReport>> action =
                RDD.rddToAsyncRDDActions(one.rdd(), one.classTag()).collectAsync();
        action.onComplete((Try<Seq<TrialReport>> outcome) -> {
            try {
                if (outcome.isSuccess()) {
                    finished.accept(outcome.get().head(), null);
                } else {
                    failed(trial, label, finished, next, outcome.failed().get());
                }
            } catch (Throwable e) {
                // Spark would only log it, and the sweep would wait for this trial for ever.
                finished.accept(null, e);
            }
            return null;
        }, ExecutionContext.fromExecutor(Runnable::run));
    }

    private void failed(Trial trial, String label, BiConsumer<TrialReport, Throwable> finished, TrialTask last,
                        Throwable error) {
        int attempts = last.earlier() + failedEverywhere(error);
        if (attempts > last.earlier() && attempts < attempt.execution().maxAttempts()) {
            submit(trial, label, finished, task.after(attempts));
        } else {
            finished.accept(null, reason(error));
        }
    }

    /** Attempts of a job that ended because they have failed on each executor there is; 0 if that is not why. */
    private static int failedEverywhere(Throwable error) {
        String message = String.valueOf(error.getMessage());
        if (!message.contains(NOWHERE_ELSE)) {
            return 0;
        }
        Matcher lost = LOST_TASK.matcher(message);
        return lost.find() ? Integer.parseInt(lost.group(1)) + 1 : 1;
    }

    /** Whether it was the trial's task that failed too often, and not Spark as a whole that ended. */
    private static Throwable reason(Throwable error) {
        String all = ExceptionUtils.getThrowableList(error).toString();
        return TASK_FAILURE.matcher(all).find() || all.contains(NOWHERE_ELSE)
                ? new LostException(lastFailure(error), error) : error;
    }

    /** Spark's message says in its first line why the last attempt was lost, behind the names of its own parts. */
    private static String lastFailure(Throwable error) {
        Throwable root = ExceptionUtils.getRootCause(error);
        String message = FailureLog.reason(root);
        int failure = root == error ? message.indexOf(LAST_FAILURE) : -1;
        return failure < 0 ? message : message.substring(failure + LAST_FAILURE.length());
    }

    /** Tells all running trials to write a checkpoint and stop, and waits until they have, for a while. */
    void stopAll() throws InterruptedException {
        spark.sc().cancelAllJobs();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        // What Spark knows of its tasks lags behind them a little.
        for (int quiet = 0; quiet < QUIET_POLLS && System.nanoTime() < deadline; ) {
            Thread.sleep(POLL_MILLIS);
            quiet = running() == 0 ? quiet + 1 : 0;
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
