package io.statecap.jobs.experiment.sweep;

import io.statecap.jobs.experiment.trial.TrialProgress;
import io.statecap.jobs.experiment.trial.TrialReport;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** How far a sweep is; fed by heartbeats and by finished trials, safe for use by many threads. */
public final class SweepProgress {

    /** Seconds of work before a time left is told: code that is not compiled yet is several times slower. */
    private static final double LEAST_SECONDS = 15;

    private final int inAll;
    private final long startedNanos;
    private IntSupplier slots = () -> Integer.MAX_VALUE;
    private final Map<String, Double> submittedFlops = new HashMap<>();
    private final Map<String, TrialProgress> running = new LinkedHashMap<>();
    private final MovingRate tokenRate = new MovingRate();
    private final MovingRate workRate = new MovingRate();
    private double doneFlops;
    private double doneTokens;
    private double waitingFlops;
    private int waiting;
    private int done;
    private int failed;

    /**
     * @param inAll       trials of the whole sweep
     * @param done        of these, already held with a result
     * @param failed      of these, already held as failed
     * @param startedNanos {@link System#nanoTime()} at the start
     */
    public SweepProgress(int inAll, int done, int failed, long startedNanos) {
        this.inAll = inAll;
        this.done = done;
        this.failed = failed;
        this.startedNanos = startedNanos;
    }

    /**
     * A moment of a sweep.
     *
     * @param inAll           trials of the whole sweep
     * @param done            trials with a result
     * @param failed          trials without
     * @param running         trials under way: of those submitted, as many as can run at a time
     * @param waiting         trials to come; at most, in a search
     * @param share           share of all operations that are done, 0 to 1
     * @param tokensPerSecond training rate of all trials together of late; 0 while none trains
     * @param loss            mean of the latest losses of the running trials, nats; NaN before any
     * @param secondsLeft     expected time left; NaN before there is something to judge by
     */
    public record Snapshot(int inAll, int done, int failed, int running, int waiting, double share,
                           double tokensPerSecond,
                           double loss, double secondsLeft) {}

    /** How fast a count has grown of late, an average in which the past fades: the time left must not jump. */
    private static final class MovingRate {

        private static final double FADING_SECONDS = 60;

        private double seconds = Double.NaN;
        private double firstSeconds;
        private double count;
        private double sum;

        /** @return growth a second up to a moment; 0 before there are two moments */
        double at(double now, double counted) {
            if (Double.isNaN(seconds)) {
                firstSeconds = now;
            } else if (now > seconds) {
                double weight = -Math.expm1((seconds - now) / FADING_SECONDS);
                sum += weight * (Math.max(0, counted - count) / (now - seconds) - sum);
            } else {
                return value();
            }
            seconds = now;
            count = counted;
            return value();
        }

        private double value() {
            // What came before the first moment is no part of the average.
            return seconds > firstSeconds ? sum / -Math.expm1((firstSeconds - seconds) / FADING_SECONDS) : 0;
        }

        double duration() {
            return seconds - firstSeconds;
        }
    }

    /** Trials that can run at a time; asked at every snapshot, since executors come and go. */
    public synchronized void slots(IntSupplier atATime) {
        slots = atATime;
    }

    public synchronized void submitted(String trialId, double flops) {
        submittedFlops.put(trialId, flops);
    }

    public synchronized void waiting(int trials, double flops) {
        waiting = trials;
        waitingFlops = flops;
    }

    public synchronized void update(TrialProgress progress) {
        // A heartbeat may be older than the end of its trial.
        if (submittedFlops.containsKey(progress.trialId())) {
            running.put(progress.trialId(), progress);
        }
    }

    public synchronized void finished(TrialReport report) {
        Double flops = submittedFlops.remove(report.trialId());
        TrialProgress last = running.remove(report.trialId());
        doneTokens += last == null ? 0 : report.ok() ? last.tokensInAll() : last.tokens();
        if (report.ok()) {
            // A failed trial may have done next to nothing of its work: it says nothing about the rate.
            doneFlops += flops == null ? 0 : flops;
            done++;
        } else {
            failed++;
        }
    }

    public synchronized Snapshot snapshot(long nowNanos) {
        double seconds = (nowNanos - startedNanos) / 1e9;
        double tokens = doneTokens + running.values().stream().mapToDouble(TrialProgress::tokens).sum();
        double loss = running.values().stream().mapToDouble(TrialProgress::loss).filter(Double::isFinite).average()
                .orElse(Double.NaN);
        double partly = running.values().stream()
                .mapToDouble(progress -> progress.share() * submittedFlops.get(progress.trialId())).sum();
        double past = doneFlops + partly;
        double left = submittedFlops.values().stream().mapToDouble(Double::doubleValue).sum() - partly + waitingFlops;
        int underWay = Math.min(slots.getAsInt(), submittedFlops.size());
        return new Snapshot(inAll, done, failed, underWay, waiting + submittedFlops.size() - underWay,
                past + left > 0 ? past / (past + left) : 1, tokenRate.at(seconds, tokens), loss,
                secondsLeft(seconds, past, left));
    }

    /** By the rate of late; NaN while there is too little to judge by. */
    private double secondsLeft(double seconds, double past, double left) {
        if (past == 0) {
            return Double.NaN;
        }
        double rate = workRate.at(seconds, past);
        return workRate.duration() >= LEAST_SECONDS && rate > 0 ? left / rate : Double.NaN;
    }
}
