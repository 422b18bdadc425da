package io.statecap.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several trainings at once in one JVM, as the tasks of an executor run them. */
final class SideBySide {

    private static final double WARM_UP_SECONDS = 20;

    private final PeerShape shape;
    private final int trials;
    private final int threads;
    private final double seconds;

    /**
     * @param trials  trainings at once
     * @param threads threads of each
     * @param seconds that throughput is averaged over
     */
    SideBySide(PeerShape shape, int trials, int threads, double seconds) {
        this.shape = shape;
        this.trials = trials;
        this.threads = threads;
        this.seconds = seconds;
    }

    /** Sustained tokens per second of all trials together. */
    double tokensPerSecond() throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(trials);
        try {
            long from = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
            List<Callable<Double>> tasks = new ArrayList<>();
            for (int i = 0; i < trials; i++) {
                tasks.add(() -> rate(from));
            }
            double sum = 0;
            for (Future<Double> rate : pool.invokeAll(tasks)) {
                sum += rate.get();
            }
            return sum;
        } finally {
            pool.shutdownNow();
        }
    }

    /** One trial's rate over the steps that start after {@code from}; it trains on until the others have measured. */
    private double rate(long from) {
        long until = from + (long) (seconds * 1e9);
        try (var trainer = shape.trainer(threads)) {
            while (System.nanoTime() < from) {
                trainer.step();
            }
            long started = System.nanoTime();
            long ended = started;
            long steps = 0;
            do {
                trainer.step();
                steps++;
                ended = System.nanoTime();
            } while (ended < until);
            return steps * shape.batchTokens() * 1e9 / (ended - started);
        }
    }
}
