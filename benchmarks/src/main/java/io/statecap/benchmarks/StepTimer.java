package io.statecap.benchmarks;

import com.sun.management.ThreadMXBean;
import io.statecap.model.train.Trainer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Times the steps of one training: forward, backward, clipping and AdamW. */
final class StepTimer implements AutoCloseable {

    private static final int WARM_UP_STEPS = 60;
    private static final double WARM_UP_SECONDS = 15;
    private static final double MOST_WARM_UP_SECONDS = 40;

    private final Trainer trainer;
    private double[] seconds = new double[0];
    private long[] allocated = new long[0];

    StepTimer(PeerShape shape, int threads) {
        trainer = shape.trainer(threads);
    }

    /** Steps until the compiler has settled, untimed. */
    void warmUp() {
        long start = System.nanoTime();
        double elapsed;
        do {
            trainer.step();
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < WARM_UP_SECONDS || trainer.stepsDone() < WARM_UP_STEPS && elapsed < MOST_WARM_UP_SECONDS);
    }

    /** Times steps for so long, and at least {@code steps} of them, beside those timed before. */
    void measure(double atLeastSeconds, int steps) {
        long start = System.nanoTime();
        for (int i = 0; i < steps || (System.nanoTime() - start) / 1e9 < atLeastSeconds; i++) {
            long allocatedBefore = allocatedSoFar();
            long before = System.nanoTime();
            trainer.step();
            double step = (System.nanoTime() - before) / 1e9;
            long bytes = allocatedSoFar() - allocatedBefore;
            seconds = Arrays.copyOf(seconds, seconds.length + 1);
            seconds[seconds.length - 1] = step;
            allocated = Arrays.copyOf(allocated, allocated.length + 1);
            allocated[allocated.length - 1] = bytes;
        }
    }

    /** Seconds of every timed step. */
    double[] seconds() {
        return seconds.clone();
    }

    private static long allocatedSoFar() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean ? bean.getCurrentThreadAllocatedBytes()
                : 0;
    }

    /** Bytes of heap that the calling thread took in the middle one of the timed steps. */
    long allocatedBytes() {
        long[] sorted = allocated.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        trainer.close();
    }
}
