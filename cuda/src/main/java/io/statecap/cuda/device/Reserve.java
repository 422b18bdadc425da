package io.statecap.cuda.device;

import io.statecap.model.engine.DeviceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Memory that was given back, kept for whoever wants some next: when memory is freed, the driver waits for all that the
 * device does, and so a short reading would wait for the trainings beside it. What is given back must be idle.
 *
 * @param <T> how a block is addressed
 */
final class Reserve<T> {

    /** A block serves a wish that is smaller by at most this factor. */
    private static final double SPARE = 1.25;

    private final LongFunction<T> allocate;
    private final Consumer<T> free;
    private final long most;
    private final TreeMap<Long, Deque<T>> kept = new TreeMap<>();
    private long bytes;

    /** @param most bytes that are kept at most */
    Reserve(LongFunction<T> allocate, Consumer<T> free, long most) {
        this.allocate = allocate;
        this.free = free;
        this.most = most;
    }

    /** Memory of at least a size, with its own. */
    record Block<T>(T at, long bytes) {}

    /** @throws DeviceException if there is not that much, with nothing kept either */
    Block<T> take(long size) {
        Block<T> found = find(size);
        if (found != null) {
            return found;
        }
        try {
            return new Block<>(allocate.apply(size), size);
        } catch (DeviceException e) {
            clear();
            return new Block<>(allocate.apply(size), size);
        }
    }

    private synchronized Block<T> find(long size) {
        var entry = kept.ceilingEntry(size);
        if (entry == null || entry.getKey() > SPARE * size) {
            return null;
        }
        T at = entry.getValue().pop();
        if (entry.getValue().isEmpty()) {
            kept.remove(entry.getKey());
        }
        bytes -= entry.getKey();
        return new Block<>(at, entry.getKey());
    }

    void give(Block<T> block) {
        synchronized (this) {
            if (bytes + block.bytes() <= most) {
                kept.computeIfAbsent(block.bytes(), size -> new ArrayDeque<>()).push(block.at());
                bytes += block.bytes();
                return;
            }
        }
        free.accept(block.at());
    }

    /** Frees all that is kept. */
    private void clear() {
        List<T> all = new ArrayList<>();
        synchronized (this) {
            kept.values().forEach(all::addAll);
            kept.clear();
            bytes = 0;
        }
        all.forEach(free);
    }
}
