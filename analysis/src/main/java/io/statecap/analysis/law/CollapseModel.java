package io.statecap.analysis.law;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The one statistical model: a trial of state size S and training length T collapses with
 * {@code P(collapse | S, T) = logistic((ln T*(S) − ln T) / s)}, so T* is the length at which half of the trials do.
 *
 * <p>Trials are counted in cells of equal size and length, by seed. A size that never collapses, as where a line is not
 * positive, has a T* of {@link #NEVER} times the shortest tested length. The scale s lies between an eighth of the
 * smallest step of ln T, since outcomes without overlap would drive it to zero, and twice the tested range. All methods
 * take and give the rate 1/s, in which the likelihood is concave.
 *
 * @param sizes       S of each size, or its rival
 * @param sizeOf      size of each cell
 * @param logLength   ln T of each cell
 * @param counts      of all trials
 * @param bySeed      of the trials of each seed
 * @param least       ln of the T* that stands for never
 * @param longest     ln of the longest tested length
 * @param lowestRate  1/s at the largest scale
 * @param highestRate 1/s at the smallest scale
 */
public record CollapseModel(double[] sizes, int[] sizeOf, double[] logLength, Counts counts, List<Counts> bySeed,
                            double least, double longest, double lowestRate, double highestRate) {

    private static final Comparator<Observation> CELLS = Comparator.comparingInt(Observation::size)
            .thenComparingDouble(Observation::trainLength);
    private static final double NEVER = 1e-3;
    private static final double LEAST_SCALE = 1.0 / 8;
    private static final double MOST_SCALE = 2;

    /** Trials and collapsed trials of each cell. */
    record Counts(double[] trials, double[] collapsed) {

        Counts(int cells) {
            this(new double[cells], new double[cells]);
        }

        void add(Counts other) {
            for (int cell = 0; cell < trials.length; cell++) {
                trials[cell] += other.trials[cell];
                collapsed[cell] += other.collapsed[cell];
            }
        }

        /** Whether some trial collapsed and some did not. */
        boolean bothOutcomes() {
            double down = Arrays.stream(collapsed).sum();
            return down > 0 && down < Arrays.stream(trials).sum();
        }
    }

    /** The best height and rate of laws of one shape: {@code ln T* = height + logShare}, with the log-likelihood. */
    record Peak(double height, double rate, double value) {}

    /**
     * @param observations all trials of comparable models
     * @throws IllegalArgumentException if all had the same outcome, or there is one training length only
     */
    public static CollapseModel of(List<Observation> observations) {
        long down = observations.stream().filter(Observation::collapsed).count();
        if (down == 0 || down == observations.size()) {
            throw new IllegalArgumentException(down == 0 ? "no trial collapsed" : "every trial collapsed");
        }
        double[] tested = observations.stream().mapToDouble(Observation::trainLength).distinct().sorted().map(Math::log)
                .toArray();
        if (tested.length < 2) {
            throw new IllegalArgumentException("only one training length was tried");
        }
        List<Observation> cells = List.copyOf(observations.stream()
                .collect(Collectors.toCollection(() -> new TreeSet<>(CELLS))));
        int[] sizes = cells.stream().mapToInt(Observation::size).distinct().toArray();
        Counts all = new Counts(cells.size());
        Map<Long, Counts> own = new TreeMap<>();
        for (Observation one : observations) {
            int at = Collections.binarySearch(cells, one, CELLS);
            for (Counts counts : List.of(all, own.computeIfAbsent(one.seed(), seed -> new Counts(cells.size())))) {
                counts.trials()[at]++;
                counts.collapsed()[at] += one.collapsed() ? 1 : 0;
            }
        }
        double range = tested[tested.length - 1] - tested[0];
        double step = IntStream.range(1, tested.length).mapToDouble(i -> tested[i] - tested[i - 1]).min().orElseThrow();
        return new CollapseModel(IntStream.of(sizes).mapToDouble(size -> cells.stream()
                        .filter(cell -> cell.size() == size).findFirst().orElseThrow().x()).toArray(),
                cells.stream().mapToInt(cell -> Arrays.binarySearch(sizes, cell.size())).toArray(),
                cells.stream().mapToDouble(cell -> Math.log(cell.trainLength())).toArray(),
                all, List.copyOf(own.values()), tested[0] + Math.log(NEVER), tested[tested.length - 1],
                1 / (MOST_SCALE * range), 1 / (LEAST_SCALE * step));
    }

    /** Number of trials. */
    int trials() {
        return (int) Arrays.stream(counts.trials()).sum();
    }

    /** ln of the shortest tested length. */
    double shortest() {
        return least - Math.log(NEVER);
    }

    /** Log-likelihood of the thresholds ln T* of the sizes at a rate. */
    double value(double[] logThresholds, double rate, Counts counts) {
        return new PeakSearch(this, logThresholds, counts).value(rate);
    }

    /** The rate that suits these thresholds best. */
    double bestRate(double[] logThresholds, Counts counts) {
        return bestRate(logThresholds, counts, Math.sqrt(lowestRate * highestRate));
    }

    /** The same from a rate that may be near. */
    double bestRate(double[] logThresholds, Counts counts, double start) {
        return new PeakSearch(this, logThresholds, counts).rate(start);
    }

    /**
     * The best height and rate for given shares.
     *
     * @param logShares of each size
     * @param start     where to begin, for example the peak of a shape nearby; null for the middle
     */
    Peak peak(double[] logShares, Counts counts, Peak start) {
        return new PeakSearch(this, logShares, counts).from(start);
    }

    /**
     * One threshold a size, all with one scale: the richest law. Sizes that never collapse are held at never, those
     * that always do at as far above the longest length.
     *
     * @return ln T* of each size, then the rate
     */
    double[] perSize(Counts counts) {
        double[] thresholds = new double[sizes.length + 1];
        Arrays.fill(thresholds, (longest + shortest()) / 2);
        double rate = Math.sqrt(lowestRate * highestRate);
        double value = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 200; i++) {
            for (int size = 0; size < sizes.length; size++) {
                thresholds[size] = ownThreshold(size, rate, counts);
            }
            rate = bestRate(thresholds, counts);
            double next = value(thresholds, rate, counts);
            if (next - value < 1e-10) {
                break;
            }
            value = next;
        }
        thresholds[sizes.length] = rate;
        return thresholds;
    }

    /**
     * Whether all sizes have one threshold: the probability, if they do, of a likelihood ratio at least as large as
     * that of a threshold each against one for all, see {@link Clustering#p}.
     */
    public double pOfOneThreshold(Clustering clustering) {
        double[] each = perSize(counts);
        double separate = value(each, each[each.length - 1], counts);
        double common = peak(new double[sizes.length], counts, null).value();
        return clustering.p(Math.max(0, 2 * (separate - common)), sizes.length - 1);
    }

    /** The threshold at which as many trials of a size are expected to collapse as did, by halving an interval. */
    private double ownThreshold(int size, double rate, Counts counts) {
        double low = least;
        double high = longest - Math.log(NEVER);
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double surplus = 0;
            for (int cell = 0; cell < sizeOf.length; cell++) {
                if (sizeOf[cell] == size) {
                    surplus += counts.trials()[cell] / (1 + Math.exp(-rate * (middle - logLength[cell])))
                            - counts.collapsed()[cell];
                }
            }
            if (surplus > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (low + high) / 2;
    }

    /** How much more the numbers of collapsed trials vary between seeds than those of independent trials would. */
    public Clustering clustering() {
        return Clustering.of(this);
    }

    /** The same trials with one scale only: for the profile of s. */
    CollapseModel withRate(double rate) {
        return new CollapseModel(sizes, sizeOf, logLength, counts, bySeed, least, longest, rate, rate);
    }
}
