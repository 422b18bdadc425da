package io.statecap.jobs.experiment.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The devices of one JVM and the trials on them: a trial gets the least busy one, and never one that has failed it
 * while there is another. A device that failed its last trial gets one at a time, and none after a few in a row.
 */
final class DevicePool {

    /** Failures in a row after which a device is taken for broken. */
    private static final int BROKEN = 3;
    private static final long PAUSE_MILLIS = 200;

    private final int trialsPerDevice;
    private final int[] running;
    private final int[] failuresInARow;
    private final Map<String, Set<Integer>> failed = new HashMap<>();

    DevicePool(int devices, int trialsPerDevice) {
        this.trialsPerDevice = trialsPerDevice;
        this.running = new int[devices];
        this.failuresInARow = new int[devices];
    }

    /**
     * Waits for a place.
     *
     * @param stop whether to give up
     * @return the device; empty if given up
     */
    synchronized OptionalInt take(String trialId, BooleanSupplier stop) throws InterruptedException {
        while (true) {
            int device = best(trialId);
            if (device >= 0) {
                running[device]++;
                return OptionalInt.of(device);
            }
            if (stop.getAsBoolean()) {
                return OptionalInt.empty();
            }
            wait(PAUSE_MILLIS);
        }
    }

    /** Gives a place back. */
    synchronized void give(int device, String trialId, boolean deviceFailed) {
        running[device]--;
        if (deviceFailed) {
            failuresInARow[device]++;
            failed.computeIfAbsent(trialId, id -> new HashSet<>()).add(device);
        } else {
            failuresInARow[device] = 0;
            failed.remove(trialId);
        }
        notifyAll();
    }

    private int best(String trialId) {
        Set<Integer> avoided = failed.getOrDefault(trialId, Set.of());
        boolean allAvoided = avoided.size() == running.length;
        int best = -1;
        for (int device = 0; device < running.length; device++) {
            if (running[device] < places(device) && (allAvoided || !avoided.contains(device))
                    && (best < 0 || running[device] < running[best])) {
                best = device;
            }
        }
        return best;
    }

    private int places(int device) {
        if (failuresInARow[device] == 0) {
            return trialsPerDevice;
        }
        return failuresInARow[device] < BROKEN || allBroken() ? 1 : 0;
    }

    private boolean allBroken() {
        return Arrays.stream(failuresInARow).allMatch(failures -> failures >= BROKEN);
    }
}
