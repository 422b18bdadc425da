package io.statecap.cuda.train;

import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.HostBuffer;
import io.statecap.cuda.network.BatchLayout;
import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** Makes the batches of the next steps on a thread of its own, in page-locked memory that the device copies from. */
final class BatchFeeder implements AutoCloseable {

    /** Batches that are made ahead. */
    private static final int AHEAD = 6;

    private static final long PAUSE_NANOS = 20_000;

    /** One step's batch. */
    static final class Slot {
        private final HostBuffer buffer;
        private int mostScored;
        private long step;
        private boolean[] documentStart;
        private RuntimeException failure;
        private Error error;

        private Slot(HostBuffer buffer) {
            this.buffer = buffer;
        }

        /** All micro-batches, one after another. */
        HostBuffer buffer() {
            return buffer;
        }

        /** Scored rows of the micro-batch that has most. */
        int mostScored() {
            return mostScored;
        }

        boolean[] documentStart() {
            return documentStart;
        }
    }

    private final BatchPlan plan;
    private final BatchLayout layout;
    private final LongFunction<TokenBatch> batches;
    private final LongSupplier read;
    private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(AHEAD);
    private final BlockingQueue<Slot> ready = new ArrayBlockingQueue<>(AHEAD);
    private final Slot[] slots = new Slot[AHEAD];
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param read   number of steps whose batches the device has read
     * @param first  step of the first batch
     * @param steps  number of steps of the whole training
     */
    BatchFeeder(Gpu gpu, BatchPlan plan, BatchLayout layout, LongFunction<TokenBatch> batches,
                LongSupplier read, long first, long steps) {
        this.plan = plan;
        this.layout = layout;
        this.batches = batches;
        this.read = read;
        for (int i = 0; i < AHEAD; i++) {
            slots[i] = new Slot(new HostBuffer(gpu, (long) plan.micros() * layout.bytes()));
            free.add(slots[i]);
        }
        thread = new Thread(() -> make(first, steps), "statecap-batches");
        thread.setDaemon(true);
        thread.start();
    }

    private void make(long first, long steps) {
        int[] packed = new int[plan.micros() * layout.bytes() / Integer.BYTES];
        try {
            for (long step = first; step < steps && !closed; step++) {
                Slot slot = free.take();
                while (slot.step > read.getAsLong() && !closed) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                slot.step = step + 1;
                try {
                    fill(slot, batches.apply(step), packed);
                } catch (RuntimeException e) {
                    slot.failure = e;
                } catch (Error e) {
                    // For the thread that waits.
                    slot.error = e;
                }
                ready.put(slot);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void fill(Slot slot, TokenBatch batch, int[] packed) {
        int scored = 0;
        for (int age : batch.ages()) {
            if (age != TokenStream.NOT_SCORED) {
                scored++;
            }
        }
        float scale = scored == 0 ? 0 : 1f / scored;
        slot.mostScored = 0;
        for (int micro = 0; micro < plan.micros(); micro++) {
            int found = layout.pack(batch, plan.first(micro), plan.count(micro), scale, packed,
                    micro * layout.bytes() / Integer.BYTES);
            slot.mostScored = Math.max(slot.mostScored, found);
        }
        slot.documentStart = batch.documentStart();
        slot.buffer.bytes().asIntBuffer().put(packed);
    }

    /** The next step's batch; waits for it. */
    Slot take() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Slot slot = ready.take();
                    if (slot.failure != null) {
                        throw slot.failure;
                    }
                    if (slot.error != null) {
                        throw slot.error;
                    }
                    return slot;
                } catch (InterruptedException e) {
                    // A step is not cut in two: the caller looks after it.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives a batch back, once its step has been queued. */
    void giveBack(Slot slot) {
        free.add(slot);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Slot slot : slots) {
            slot.buffer.close();
        }
    }
}
