package io.statecap.cuda.train;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.read.CudaModel;
import io.statecap.cuda.read.ReadingTimes;
import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.StartStates;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Training steps a second, batches made and copied included: tokens a second, median of three, and the time from a
 * start to the first step's results. Arguments: shapes as
 * {@code dModel:layers:dState:headDim:vocabulary:length:batchTokens:precision}, with {@code :KIND} of the initial states
 * if they are not zero; after {@code together=N}, N trainings
 * side by side, of the shapes that {@code +} joins in turn; after {@code read=POSITIONS}, losses of one sequence of so
 * many positions. All tokens count. With {@code -Dstatecap.times=true} a table of each shape's kernels follows: of a
 * step, or of all pieces of the sequence.
 */
public final class StepTimes {

    private static final int ROUNDS = 3;

    private StepTimes() {}

    public static void main(String[] shapes) {
        Gpu gpu = Gpu.open(Integer.getInteger("statecap.device", 0));
        System.out.println(gpu.name());
        int together = 1;
        int read = 0;
        for (String shape : shapes) {
            if (shape.startsWith("together=")) {
                together = Integer.parseInt(shape.substring(9));
                continue;
            }
            if (shape.startsWith("read=")) {
                read = Integer.parseInt(shape.substring(5));
                continue;
            }
            try {
                if (read > 0) {
                    read(gpu, shape, read);
                } else if (together > 1) {
                    together(gpu, shape, together);
                } else {
                    time(gpu, shape);
                }
            } catch (RuntimeException | InterruptedException e) {
                System.out.println(shape + ": " + e);
            }
        }
    }

    private static int[] numbers(String shape) {
        return Arrays.stream(shape.split(":")).limit(7).mapToInt(Integer::parseInt).toArray();
    }

    private static Arithmetic arithmetic(String shape) {
        return Arithmetic.valueOf(shape.split(":")[7].toUpperCase(Locale.ROOT));
    }

    private static Mamba2Config config(int[] n) {
        return new Mamba2Config(n[0], n[1], n[2], n[3], 2, 4, 1, true, n[4], new Mamba2Config.Range(1, 16),
                new Mamba2Config.Range(0.001, 0.1));
    }

    private static TrainingSettings settings(String shape) {
        int[] n = numbers(shape);
        String[] parts = shape.split(":");
        InitialStates.Kind kind = parts.length == 8 ? InitialStates.Kind.ZERO
                : InitialStates.Kind.valueOf(parts[8].toUpperCase(Locale.ROOT));
        return new TrainingSettings(n[5], 100_000L * n[6], n[6], 1e-3, Schedule.WSD, 0.1, 0.2, 0.1, 0.9, 0.95, 1e-8, 1,
                1, new InitialStates(kind, 0.3, true));
    }

    /** Trainings on threads of their own, all at work for the time that is measured. */
    private static void together(Gpu gpu, String shapes, int count) throws InterruptedException {
        String[] each = shapes.split("\\+");
        AtomicLong tokens = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch ready = new CountDownLatch(count);
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            String shape = each[i % each.length];
            int[] n = numbers(shape);
            Cases one = Cases.random(config(n), n[6] / n[5], n[5], 1).scored();
            threads[i] = new Thread(() -> {
                gpu.use();
                try (CudaTraining training = CudaTraining.start(gpu, arithmetic(shape), one.config(),
                        one.parameters(), settings(shape), one.source(), false)) {
                    training.steps(5);
                    ready.countDown();
                    while (!stop.get() && !training.done()) {
                        tokens.addAndGet((long) training.steps(10).size() * n[6]);
                    }
                } catch (RuntimeException e) {
                    System.out.println(e);
                    ready.countDown();
                }
            });
            threads[i].start();
        }
        ready.await();
        Thread.sleep(200);
        double[] rates = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long from = tokens.get();
            long start = System.nanoTime();
            Thread.sleep(1000);
            rates[i] = (tokens.get() - from) / ((System.nanoTime() - start) / 1e9);
        }
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.printf("%s, %d side by side: %s tokens/s together%n", shapes, count, median(rates));
    }

    private static void read(Gpu gpu, String shape, int positions) {
        Mamba2Config config = config(numbers(shape));
        Arithmetic arithmetic = arithmetic(shape);
        int[] tokens = new java.util.SplittableRandom(1).ints(positions + 1, 0, config.vocabulary()).toArray();
        try (CudaModel model = CudaModel.of(gpu, arithmetic, config, HeapParameters.initialise(config, 1))) {
            int piece = model.shape(Mitigation.NONE).length(1);
            int[] ages = new int[piece];
            double[] rates = new double[ROUNDS];
            double[] sum = new double[1];
            try (Inference inference = model.open(1, piece, Mitigation.NONE)) {
                Runnable reading = () -> {
                    sum[0] = 0;
                    inference.start(0, StartStates.EMPTY, 0);
                    for (int from = 0; from < positions; from += piece) {
                        int count = Math.min(piece, positions - from);
                        inference.read(Arrays.copyOfRange(tokens, from, from + count), count);
                        inference.losses(Arrays.copyOfRange(tokens, from + 1, from + count + 1), ages, count,
                                (row, loss, correct) -> sum[0] += loss);
                    }
                    inference.finish();
                };
                for (int round = -1; round < ROUNDS; round++) {
                    long start = System.nanoTime();
                    reading.run();
                    if (round >= 0) {
                        rates[round] = positions / ((System.nanoTime() - start) / 1e9);
                    }
                }
                System.out.printf("%s: losses of %d positions in pieces of %d: %s positions/s, loss %.6f%n", shape,
                        positions, piece, median(rates), sum[0] / positions);
                if (Boolean.getBoolean("statecap.times")) {
                    new KernelCosts(config, arithmetic, positions, positions, false)
                            .print(ReadingTimes.of(inference, reading));
                }
            }
        }
    }

    private static void time(Gpu gpu, String shape) {
        int[] n = numbers(shape);
        Mamba2Config config = config(n);
        TrainingSettings settings = settings(shape);
        Arithmetic arithmetic = arithmetic(shape);
        Cases one = Cases.random(config, n[6] / n[5], n[5], 1).scored();
        long made = System.nanoTime();
        try (CudaTraining training = CudaTraining.start(gpu, arithmetic, config, one.parameters(), settings,
                one.source(), false)) {
            double loss = training.steps(1).get(0).loss();
            double first = (System.nanoTime() - made) / 1e9;
            training.steps(3);
            double[] rates = new double[ROUNDS];
            int steps = Math.max(3, training.stepsAtATime());
            for (int i = 0; i < rates.length; i++) {
                long from = System.nanoTime();
                training.steps(steps);
                rates[i] = steps * (double) n[6] / ((System.nanoTime() - from) / 1e9);
            }
            System.out.printf("%s: %s tokens/s, first step after %.2f s, loss %.3f, %.2f GB (%.2f foreseen)%n", shape,
                    median(rates), first, loss, training.heldBytes() / 1e9,
                    DeviceMemory.training(config, settings, arithmetic, false) / 1e9);
            if (Boolean.getBoolean("statecap.times")) {
                new KernelCosts(config, arithmetic, n[6], n[5], true).print(training.times());
            }
        }
    }

    private static String median(double[] rates) {
        Arrays.sort(rates);
        return String.format("%.3f M (%.3f to %.3f)", rates[rates.length / 2] / 1e6, rates[0] / 1e6,
                rates[rates.length - 1] / 1e6);
    }
}
