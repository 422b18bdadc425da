package io.statecap.cuda.train;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.model.Mamba2Config;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.util.Arrays;
import java.util.Locale;

/**
 * Training steps a second, batches made and copied included: tokens a second, median of three, and the time from a start
 * to the first step's results. Arguments: shapes as
 * {@code dModel:layers:dState:headDim:vocabulary:length:batchTokens:precision}.
 */
public final class StepTimes {

    private StepTimes() {}

    public static void main(String[] shapes) {
        Gpu gpu = Gpu.open(Integer.getInteger("statecap.device", 0));
        System.out.println(gpu.name());
        for (String shape : shapes) {
            String[] s = shape.split(":");
            int[] n = Arrays.stream(s).limit(7).mapToInt(Integer::parseInt).toArray();
            Arithmetic arithmetic = Arithmetic.valueOf(s[7].toUpperCase(Locale.ROOT));
            try {
                time(gpu, shape, n, arithmetic);
            } catch (RuntimeException e) {
                System.out.println(shape + ": " + e);
            }
        }
    }

    private static void time(Gpu gpu, String shape, int[] n, Arithmetic arithmetic) {
        Mamba2Config config = new Mamba2Config(n[0], n[1], n[2], n[3], 2, 4, 1, true, n[4],
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));
        TrainingSettings settings = new TrainingSettings(n[5], 1000L * n[6], n[6], 1e-3, Schedule.WSD, 0.1, 0.2, 0.1,
                0.9, 0.95, 1e-8, 1, 1);
        long start = System.nanoTime();
        Cases one = Cases.random(config, n[6] / n[5], n[5], 1);
        long made = System.nanoTime();
        try (CudaTraining training = CudaTraining.start(gpu, arithmetic, config, one.parameters(), settings,
                one.source(), false)) {
            double loss = training.steps(1).get(0).loss();
            double first = (System.nanoTime() - made) / 1e9;
            training.steps(3);
            double[] rates = new double[3];
            int steps = Math.max(3, training.stepsAtATime());
            for (int i = 0; i < rates.length; i++) {
                long from = System.nanoTime();
                training.steps(steps);
                rates[i] = steps * (double) n[6] / ((System.nanoTime() - from) / 1e9);
            }
            Arrays.sort(rates);
            System.out.printf("%s: %.3f M tokens/s (%.3f to %.3f), %.3f ms a step, first step after %.2f s, loss %.3f,"
                    + " %.2f GB%n", shape, rates[1] / 1e6, rates[0] / 1e6, rates[2] / 1e6, n[6] / rates[1] * 1e3,
                    first, loss, training.heldBytes() / 1e9);
        }
    }
}
