package io.statecap.jobs.experiment.cost;

import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.RecallSource;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.model.CostEstimate;
import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.Parallel;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * Rate at which this machine trains, from which the times of a plan follow.
 *
 * @param flopsPerSecond sustained rate of a trial, operations a second
 * @param source         where the rate comes from, for the reader of the plan
 */
public record Calibration(ToDoubleFunction<Trial> flopsPerSecond, String source) {

    /** Steps are timed in windows of this length. */
    private static final double WINDOW_SECONDS = 1;
    private static final int LEAST_WINDOWS = 4;
    private static final int MOST_WINDOWS = 15;
    /** A window is the last one unless its steps took less than this share of those of the one before. */
    private static final double SETTLED = 0.95;
    private static final double MOST_FLOPS_A_STEP = 2e10;
    private static final double MOST_FLOPS_A_DEVICE_STEP = 2e13;
    private static final int TOKENS_A_STEP = 4096;
    private static final int VOCABULARY = 256;
    private static final double LEARNING_RATE = 1e-3;
    private static final double NANOS = 1e9;

    /** A rate that the user knows. */
    public static Calibration stated(double flopsPerSecond) {
        return new Calibration(trial -> flopsPerSecond, "as stated");
    }

    /**
     * Times some training steps, as many trials side by side as a sweep runs on this machine: of the cheapest and the
     * costliest model at the shortest and the longest training length, by turns, since rates differ twofold between
     * them; of the stand-in where a step of every model would take long. Where nothing trains, times forward passes of
     * one block of the cheapest model.
     *
     * @param engine     trains and reads
     * @param threads    threads a trial
     * @param sideBySide trials at a time
     * @param device     whether the engine is that of a device, which is timed with whole batches of one model
     */
    public static Calibration measure(ModelEngine engine, List<Trial> trials, int threads, int sideBySide,
                                      boolean device) throws IOException {
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("a plan needs at least one trial");
        }
        if (trials.stream().allMatch(trial -> trial.training().steps() == 0)) {
            return reading(engine, cheapest(trials), threads);
        }
        List<Workload> quick = workloads(trials, device);
        String what = quick.isEmpty() ? "stand-in of dModel 128, the sweep's models being too large for a quick test"
                : device ? "model that most of the time goes into"
                : "cheapest and costliest model, shortest and longest length";
        List<Workload> timed = quick.isEmpty() ? List.of(standIn(cheapest(trials))) : quick;
        double rate = together(sideBySide, () -> trainingRate(engine, timed, threads)) / sideBySide;
        return new Calibration(trial -> rate, String.format(Locale.ROOT,
                "measured in some seconds of training, %d at a time, %s", sideBySide, what));
    }

    /** A model and its training length. */
    record Workload(Mamba2Config model, int length, int tokens) {

        /** One step of a trial; on a CPU of a few sequences only. */
        static Workload of(Trial trial, boolean device) {
            int length = trial.training().length();
            return device ? new Workload(trial.model(), length, trial.training().batchTokens())
                    : ofTokens(trial.model(), Math.min(length, TOKENS_A_STEP));
        }

        static Workload ofTokens(Mamba2Config model, int length) {
            return new Workload(model, length, Math.max(1, TOKENS_A_STEP / length) * length);
        }

        double stepFlops() {
            return TrialCost.STEP_OVER_FORWARD * CostEstimate.forwardFlops(model) * tokens;
        }
    }

    private static Mamba2Config cheapest(List<Trial> trials) {
        return trials.stream().map(Trial::model).min(Comparator.comparingDouble(CostEstimate::forwardFlops))
                .orElseThrow();
    }

    /**
     * Of the workloads with quick steps those to time: for a device the one that takes most operations of the sweep,
     * else the cheapest and the costliest model, each at its shortest and its longest length.
     */
    static List<Workload> workloads(List<Trial> trials, boolean device) {
        Map<Workload, Double> flops = new LinkedHashMap<>();
        for (Trial trial : trials) {
            Workload workload = Workload.of(trial, device);
            if (workload.stepFlops() <= (device ? MOST_FLOPS_A_DEVICE_STEP : MOST_FLOPS_A_STEP)) {
                flops.merge(workload, CostEstimate.forwardFlops(trial.model()) * trial.training().tokens(),
                        Double::sum);
            }
        }
        if (device || flops.isEmpty()) {
            return flops.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).stream().toList();
        }
        Comparator<Workload> byModel = Comparator.comparingDouble(w -> CostEstimate.forwardFlops(w.model()));
        Comparator<Workload> byLength = Comparator.comparingInt(Workload::length);
        return Stream.of(Collections.min(flops.keySet(), byModel), Collections.max(flops.keySet(), byModel))
                .map(end -> flops.keySet().stream().filter(w -> w.model().equals(end.model())).toList())
                .flatMap(its -> Stream.of(Collections.min(its, byLength), Collections.max(its, byLength)))
                .distinct().toList();
    }

    private static Workload standIn(Mamba2Config like) {
        return Workload.ofTokens(
                new Mamba2Config(128, 2, 64, 64, 2, 4, 1, true, VOCABULARY, like.initA(), like.initDt()), 256);
    }

    /** Operations a second of all that run at a time. */
    private static double together(int atATime, DoubleSupplier rate) {
        DoubleAdder sum = new DoubleAdder();
        Parallel.run(atATime, Collections.nCopies(atATime, () -> sum.add(rate.getAsDouble())));
        return sum.sum();
    }

    /** Of steps by turns, one of each workload. */
    private static double trainingRate(ModelEngine engine, List<Workload> workloads, int threads) {
        List<TrainingRun> runs = new ArrayList<>();
        try {
            for (Workload workload : workloads) {
                runs.add(start(engine, workload, threads));
            }
            int atATime = runs.size() == 1 ? runs.get(0).stepsAtATime() : 1;
            double seconds = settledSeconds(() -> {
                runs.forEach(run -> run.steps(atATime));
                return atATime;
            });
            return workloads.stream().mapToDouble(Workload::stepFlops).sum() / seconds;
        } finally {
            runs.forEach(TrainingRun::close);
        }
    }

    private static TrainingRun start(ModelEngine engine, Workload workload, int threads) {
        Mamba2Config model = workload.model();
        TrainingSettings settings = new TrainingSettings(workload.length(), Long.MAX_VALUE / 2, workload.tokens(),
                LEARNING_RATE, Schedule.CONSTANT, 0, 0, 0, 0.9, 0.95, 1e-8, 1, 0, InitialStates.ZERO);
        int values = Math.max(1, model.vocabulary() / 2);
        RecallSource source = new RecallSource(
                new RecallSettings(Math.max(1, model.vocabulary() - values), values, 0.5, 64));
        return engine.start(model, settings, source, new ModelEngine.Resources(threads, false));
    }

    private static Calibration reading(ModelEngine engine, Mamba2Config model, int threads) throws IOException {
        Mamba2Config block = new Mamba2Config(model.dModel(), 1, model.dState(), model.headDim(), model.expand(),
                model.dConv(), model.groups(), true, VOCABULARY, model.initA(), model.initDt());
        try (FrozenModel frozen = engine.model(block, HeapParameters.initialise(block, 0).source())) {
            double rate = together(threads, () -> readingRate(frozen));
            return new Calibration(trial -> rate,
                    "measured in some seconds of forward passes, one block of the cheapest model");
        }
    }

    private static double readingRate(FrozenModel model) {
        int piece = model.shape(Mitigation.NONE).length(1);
        int[] tokens = new int[piece];
        try (Inference inference = model.open(1, piece, Mitigation.NONE)) {
            return piece * CostEstimate.blockFlops(model.config()) / settledSeconds(() -> {
                inference.read(tokens, piece);
                // Waits for what a device does.
                inference.mostLikely(piece);
                return 1;
            });
        }
    }

    /**
     * Seconds of a step, of which each call does some, once they no longer fall: steps reach their rate only when their
     * code is compiled, some seconds after the start.
     */
    private static double settledSeconds(IntSupplier steps) {
        double before = stepSeconds(steps, WINDOW_SECONDS);
        for (int window = 1; window < MOST_WINDOWS; window++) {
            double now = stepSeconds(steps, WINDOW_SECONDS);
            if (window >= LEAST_WINDOWS && now >= SETTLED * before) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** The median step of those that begin within some seconds. */
    private static double stepSeconds(IntSupplier steps, double seconds) {
        DescriptiveStatistics seen = new DescriptiveStatistics();
        long started = System.nanoTime();
        long now = started;
        do {
            long before = now;
            int done = steps.getAsInt();
            now = System.nanoTime();
            seen.addValue((now - before) / NANOS / done);
        } while ((now - started) / NANOS < seconds);
        return seen.getPercentile(50);
    }
}
