package io.statecap.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A fixed number of daemon threads that run independent tasks. With one thread, tasks run in the calling thread. */
public final class Parallel implements AutoCloseable {

    private final ExecutorService pool;

    /** @param threads at least 1 */
    public Parallel(int threads) {
        pool = threads == 1 ? null : Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "statecap-parallel");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs tasks once, on threads of their own; see {@link #run(List)}. */
    public static void run(int threads, List<? extends Runnable> tasks) {
        try (Parallel parallel = new Parallel(Math.max(1, Math.min(threads, tasks.size())))) {
            parallel.run(tasks);
        }
    }

    /**
     * Returns when all tasks are done. If one fails, running tasks are awaited, the rest are not started, and the
     * exception of the first failed one, in the order of the list, is thrown; the threads have then ended.
     *
     * @throws IllegalStateException if the calling thread is interrupted
     */
    public void run(List<? extends Runnable> tasks) {
        if (pool == null) {
            tasks.forEach(Runnable::run);
            return;
        }
        List<Future<?>> futures = new ArrayList<>();
        tasks.forEach(task -> futures.add(pool.submit(task)));
        try {
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            close();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /** Interrupts tasks that still run, and returns when the threads have ended. */
    @Override
    public void close() {
        if (pool == null) {
            return;
        }
        pool.shutdownNow();
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                pool.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
