package io.statecap.analysis.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Simulated trials around a line like the measured one. */
final class Draws {

    static final double A = 0.079;
    static final double B = -87;
    static final double SCALE = 0.67;
    private static final int[] LAYERS = {1, 2, 3, 4, 6, 8};

    private Draws() {}

    static List<Observation> independent(double factor, int seeds, int sizes, long seed) {
        return of(factor, seeds, sizes, 0, seed);
    }

    /** @param shared standard deviation of ln T* that the trials of one seed have in common */
    static List<Observation> of(double factor, int seeds, int sizes, double shared, long seed) {
        Random random = new Random(seed);
        double[] shift = new double[seeds];
        for (int i = 0; i < seeds; i++) {
            shift[i] = shared * random.nextGaussian();
        }
        List<Observation> trials = new ArrayList<>();
        for (int size = 0; size < sizes; size++) {
            double x = 1216.0 * LAYERS[size];
            for (int i = 0; i < seeds; i++) {
                double threshold = Math.max(1e-3, factor * (A * x + B)) * Math.exp(shift[i]);
                for (int length = 32; length <= 1024; length *= 2) {
                    boolean collapsed = random.nextDouble() < 1 / (1 + Math.pow(length / threshold, 1 / SCALE));
                    trials.add(new Observation(size, x, i, length, collapsed));
                }
            }
        }
        return trials;
    }

    /** The log-likelihood of a line by a plain sum over trials. */
    static double plain(List<Observation> trials, double a, double b, double s) {
        double sum = 0;
        for (Observation trial : trials) {
            double threshold = Math.max(a * trial.x() + b, 32 * 1e-3);
            double p = 1 / (1 + Math.exp(-(Math.log(threshold) - Math.log(trial.trainLength())) / s));
            sum += Math.log(trial.collapsed() ? p : 1 - p);
        }
        return sum;
    }
}
