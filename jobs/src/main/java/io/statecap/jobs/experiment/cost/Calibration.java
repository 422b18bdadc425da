package io.statecap.jobs.experiment.cost;

import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.RecallSource;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.engine.NativeThreads;
import io.statecap.model.CostEstimate;
import io.statecap.model.Inference;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Parallel;
import io.statecap.model.network.Weights;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.Trainer;
import io.statecap.model.train.TrainingSettings;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * Rate at which this machine trains, from which the times of a plan follow.
 *
 * @param flopsPerSecond sustained rate of one trial
 * @param source         where the rate comes from, for the reader of the plan
 */
public record Calibration(double flopsPerSecond, String source) {

    private static final double WARM_UP_SECONDS = 1.5;
    private static final double MEASURED_SECONDS = 1.5;
    private static final double MOST_FLOPS_A_STEP = 2e10;
    private static final int TOKENS_A_STEP = 4096;
    private static final int PIECE = 512;
    private static final int VOCABULARY = 256;
    private static final double LEARNING_RATE = 1e-3;
    private static final double NANOS = 1e9;

    /** A rate that the user knows. */
    public static Calibration stated(double flopsPerSecond) {
        return new Calibration(flopsPerSecond, "as stated");
    }

    /**
     * Times some training steps of the sweep's cheapest model, on random recall data of its vocabulary; of a small
     * stand-in where even that would take long. Where nothing trains, times forward passes of one block of that model.
     */
    public static Calibration measure(List<Trial> trials, int threads) {
        Trial cheapest = trials.stream()
                .min(Comparator.comparingDouble((Trial trial) -> CostEstimate.forwardFlops(trial.model())))
                .orElseThrow(() -> new IllegalArgumentException("a plan needs at least one trial"));
        Mamba2Config model = cheapest.model();
        if (trials.stream().allMatch(trial -> trial.training().steps() == 0)) {
            return reading(model, threads);
        }
        int length = Math.min(cheapest.training().length(), TOKENS_A_STEP);
        String what = "cheapest model of the sweep";
        if (stepFlops(model) > MOST_FLOPS_A_STEP) {
            model = new Mamba2Config(128, 2, 64, 64, 2, 4, 1, true, 256, model.initA(), model.initDt());
            length = 256;
            what = "stand-in of dModel 128, the sweep's models being too large for a quick test";
        }
        double rate = rate(model, length, threads);
        return new Calibration(rate, String.format(Locale.ROOT, "measured in %.0f s of training, %s",
                WARM_UP_SECONDS + MEASURED_SECONDS, what));
    }

    private static double stepFlops(Mamba2Config model) {
        return TrialCost.STEP_OVER_FORWARD * CostEstimate.forwardFlops(model) * TOKENS_A_STEP;
    }

    private static double rate(Mamba2Config model, int length, int threads) {
        int batch = Math.max(1, TOKENS_A_STEP / length) * length;
        TrainingSettings settings = new TrainingSettings(length, Long.MAX_VALUE / 2, batch, LEARNING_RATE,
                Schedule.CONSTANT, 0, 0, 0, 0.9, 0.95, 1e-8, 1, 0);
        int values = Math.max(1, model.vocabulary() / 2);
        RecallSource source = new RecallSource(
                new RecallSettings(Math.max(1, model.vocabulary() - values), values, 0.5, 64));
        NativeThreads.bound();
        try (Trainer trainer = Trainer.start(model, settings, source, threads)) {
            bestSeconds(trainer::step, WARM_UP_SECONDS);
            double seconds = bestSeconds(trainer::step, MEASURED_SECONDS);
            return TrialCost.STEP_OVER_FORWARD * CostEstimate.forwardFlops(model) * batch / seconds;
        }
    }

    private static Calibration reading(Mamba2Config model, int threads) {
        Mamba2Config block = new Mamba2Config(model.dModel(), 1, model.dState(), model.headDim(), model.expand(),
                model.dConv(), model.groups(), true, VOCABULARY, model.initA(), model.initDt());
        NativeThreads.bound();
        try (Mamba2 random = Mamba2.initialise(block, 0)) {
            Weights weights = Inference.weights(random);
            readingRate(weights, threads, WARM_UP_SECONDS);
            return new Calibration(readingRate(weights, threads, MEASURED_SECONDS), String.format(Locale.ROOT,
                    "measured in %.0f s of forward passes, one block of the cheapest model",
                    WARM_UP_SECONDS + MEASURED_SECONDS));
        }
    }

    /** Operations a second of all threads together, each with its best piece. */
    private static double readingRate(Weights weights, int threads, double seconds) {
        DoubleAdder rate = new DoubleAdder();
        Parallel.run(threads, Collections.nCopies(threads, () -> {
            Inference inference = new Inference(weights, 1, PIECE);
            int[] tokens = new int[PIECE];
            double best = bestSeconds(() -> inference.read(tokens, PIECE), seconds);
            rate.add(PIECE * CostEstimate.blockFlops(weights.config()) / best);
        }));
        return rate.sum();
    }

    /** The best of the steps that fit into some seconds: whatever else the machine does only makes steps slower. */
    private static double bestSeconds(Runnable step, double seconds) {
        long started = System.nanoTime();
        long best = Long.MAX_VALUE;
        long now = started;
        do {
            long before = now;
            step.run();
            now = System.nanoTime();
            best = Math.min(best, now - before);
        } while ((now - started) / NANOS < seconds);
        return best / NANOS;
    }
}
