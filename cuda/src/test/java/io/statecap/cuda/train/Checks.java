package io.statecap.cuda.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Named checks, run one after another: a line each, and a summary. */
final class Checks {

    /** Returns what was measured, or throws. */
    interface Check {
        String run() throws Exception;
    }

    private final Map<String, Check> checks = new LinkedHashMap<>();

    void add(String name, Check check) {
        checks.put(name, check);
    }

    /** Runs those that match, several at once: they share the device as trainings do. @return whether all held */
    boolean run(String pattern) {
        List<String> failed = Collections.synchronizedList(new ArrayList<>());
        List<String> names = checks.keySet().stream().filter(name -> name.matches(pattern)).toList();
        ExecutorService pool = Executors.newFixedThreadPool(
                Integer.getInteger("statecap.checks", Math.min(12, Runtime.getRuntime().availableProcessors())));
        names.forEach(name -> pool.execute(() -> {
            if (!run(name, checks.get(name))) {
                failed.add(name);
            }
        }));
        pool.shutdown();
        try {
            pool.awaitTermination(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        System.out.println(failed.isEmpty() ? "all " + names.size() + " checks hold"
                : failed.size() + " of " + names.size() + " checks WRONG: " + failed);
        return failed.isEmpty();
    }

    private static boolean run(String name, Check check) {
        long start = System.nanoTime();
        boolean good = true;
        String said;
        try {
            said = check.run();
        } catch (Exception | LinkageError | AssertionError e) {
            good = false;
            said = e.toString();
            if (Boolean.getBoolean("statecap.debug")) {
                e.printStackTrace(System.out);
            }
        }
        System.out.printf("%s %s: %s (%.1f s)%n", good ? "ok   " : "WRONG", name, said,
                (System.nanoTime() - start) / 1e9);
        return good;
    }

    /** ‖x − wanted‖ / ‖wanted‖ */
    static double distance(float[] x, float[] wanted, int count) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < count; i++) {
            difference += ((double) x[i] - wanted[i]) * ((double) x[i] - wanted[i]);
            norm += (double) wanted[i] * wanted[i];
        }
        return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    }

    static double limit(String what, double value, double limit) {
        if (!(value <= limit)) {
            throw new AssertionError(what + " " + value + " exceeds " + limit);
        }
        return value;
    }
}
