package io.statecap.analysis.law;

import io.statecap.analysis.law.formula.Law;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.optim.PointValuePair;

/**
 * A law fitted to the outcomes of all trials at once, by maximum likelihood; see {@link JointLikelihood}. It needs no
 * brackets and no monotone outcomes, and sizes that never or always collapse count.
 *
 * <p>A 95 % interval is the union of two. One has the percentiles of a bootstrap over seeds: within each size as many
 * seeds are drawn as it has, each with its trials of all training lengths, since these are not independent. The other
 * is that of the profile likelihood, since three to five seeds are too few for the bootstrap alone; their coverage is
 * in {@code docs/analysis.md}. The draws depend on the trials only.
 */
public final class JointLaws {

    private static final int REPLICATES = 400;
    private static final double TAIL = 0.025;
    private static final long SEED = 0x57a7e5eedL;
    private static final NelderMead OPTIMIZER = new NelderMead(1e-9, 1e-7, 3_000);
    private static final double[] STARTS_LINEAR = {-2, -0.5, 0, 0.5, 1, 2};
    private static final double[] STARTS_POWER = {-1, 0, 0.5, 1, 2};
    private static final double[] STARTS_SCALE = {0.25, 1};
    private static final double UNBOUNDED = 1024;

    private final Law law;
    private final Cells cells;
    private final JointLikelihood likelihood;
    private final double[] best;
    private final double[][] replicates;

    private JointLaws(Law law, List<JointOutcome> outcomes) {
        this.law = law;
        this.cells = Cells.of(outcomes);
        this.likelihood = new JointLikelihood(law, cells.sizes, cells.sizeOf, cells.lengths, cells.trials,
                cells.collapsed);
        this.best = global();
        if (law.threshold(cells.largest(), likelihood.parameters(best)) > UNBOUNDED * cells.longest()) {
            throw new IllegalArgumentException("next to every trial collapsed, so the law has no bound");
        }
        this.replicates = bootstrap();
    }

    /**
     * @param outcomes all trials of comparable models, at least one collapsed and one healthy
     * @throws IllegalArgumentException if all trials had the same outcome, there is one training length only, or the
     *                                  trials cover fewer state sizes than the law has parameters
     */
    public static JointLaws of(Law law, List<JointOutcome> outcomes) {
        long collapsed = outcomes.stream().filter(JointOutcome::collapsed).count();
        if (collapsed == 0 || collapsed == outcomes.size()) {
            throw new IllegalArgumentException(collapsed == 0 ? "no trial collapsed" : "every trial collapsed");
        }
        if (outcomes.stream().mapToDouble(JointOutcome::trainLength).distinct().count() < 2) {
            throw new IllegalArgumentException("only one training length was tried");
        }
        long sizes = outcomes.stream().mapToDouble(JointOutcome::stateSize).distinct().count();
        if (sizes < law.parameterNames().size()) {
            throw new IllegalArgumentException("the trials cover " + sizes + " state "
                    + (sizes == 1 ? "size" : "sizes") + ", the law needs at least " + law.parameterNames().size());
        }
        return new JointLaws(law, outcomes);
    }

    /** Trials counted by size and training length, and the same of each seed. */
    private record Cells(double[] sizes, int[] sizeOf, double[] lengths, int[] trials, int[] collapsed,
                         List<List<int[][]>> seedsBySize) {

        static Cells of(List<JointOutcome> outcomes) {
            TreeMap<Integer, Double> sizes = new TreeMap<>();
            outcomes.forEach(outcome -> sizes.put(outcome.size(), outcome.stateSize()));
            List<Integer> order = new ArrayList<>(sizes.keySet());
            Map<List<Object>, Integer> index = new LinkedHashMap<>();
            TreeMap<Integer, TreeMap<Double, Integer>> found = new TreeMap<>();
            outcomes.forEach(outcome -> found.computeIfAbsent(outcome.size(), size -> new TreeMap<>())
                    .put(outcome.trainLength(), 0));
            List<double[]> keys = new ArrayList<>();
            found.forEach((size, lengths) -> lengths.keySet().forEach(length -> {
                index.put(List.of(size, length), keys.size());
                keys.add(new double[] {order.indexOf(size), length});
            }));
            int count = keys.size();
            int[] trials = new int[count];
            int[] collapsed = new int[count];
            TreeMap<Integer, TreeMap<Long, int[][]>> seeds = new TreeMap<>();
            for (JointOutcome outcome : outcomes) {
                int cell = index.get(List.of(outcome.size(), outcome.trainLength()));
                int[][] own = seeds.computeIfAbsent(outcome.size(), size -> new TreeMap<>())
                        .computeIfAbsent(outcome.seed(), seed -> new int[2][count]);
                trials[cell]++;
                own[0][cell]++;
                if (outcome.collapsed()) {
                    collapsed[cell]++;
                    own[1][cell]++;
                }
            }
            return new Cells(sizes.values().stream().mapToDouble(Double::doubleValue).toArray(),
                    keys.stream().mapToInt(key -> (int) key[0]).toArray(),
                    keys.stream().mapToDouble(key -> key[1]).toArray(), trials, collapsed,
                    seeds.values().stream().<List<int[][]>>map(bySeed -> new ArrayList<>(bySeed.values())).toList());
        }

        double largest() {
            return Arrays.stream(sizes).max().orElseThrow();
        }

        double longest() {
            return Arrays.stream(lengths).max().orElseThrow();
        }
    }

    private double[] global() {
        double[] logs = Arrays.stream(cells.lengths).map(Math::log).distinct().sorted().toArray();
        double[] shapes = switch (law) {
            case LINEAR -> STARTS_LINEAR;
            case POWER -> STARTS_POWER;
            default -> new double[] {0};
        };
        PointValuePair found = null;
        for (double top : new double[] {logs[0], logs[logs.length / 2], logs[logs.length - 1]}) {
            for (double shape : shapes) {
                for (double scale : STARTS_SCALE) {
                    double[] start = law == Law.CONSTANT ? new double[] {top, Math.log(scale)}
                            : new double[] {top, shape, Math.log(scale)};
                    PointValuePair next = search(likelihood, start, 0.4);
                    if (found == null || next.getValue() > found.getValue()) {
                        found = next;
                    }
                }
            }
        }
        return search(likelihood, found.getPoint(), 0.1).getPoint();
    }

    private static PointValuePair search(JointLikelihood likelihood, double[] start, double edge) {
        return search(likelihood::value, start, edge);
    }

    /** The maximum by a search from a simplex of the given edge; the start itself if the search does not converge. */
    static PointValuePair search(MultivariateFunction likelihood, double[] start, double edge) {
        return OPTIMIZER.maximise(likelihood, start, edge)
                .orElseGet(() -> new PointValuePair(start, likelihood.value(start)));
    }

    /** Coordinates of the law in each replicate whose trials had both outcomes. */
    private double[][] bootstrap() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<int[][]> draws = new ArrayList<>();
        for (int i = 0; i < REPLICATES; i++) {
            int[][] counts = new int[2][cells.trials.length];
            for (List<int[][]> seeds : cells.seedsBySize) {
                for (int j = 0; j < seeds.size(); j++) {
                    int[][] own = seeds.get(random.nextInt(seeds.size()));
                    for (int cell = 0; cell < counts[0].length; cell++) {
                        counts[0][cell] += own[0][cell];
                        counts[1][cell] += own[1][cell];
                    }
                }
            }
            int down = Arrays.stream(counts[1]).sum();
            if (down > 0 && down < Arrays.stream(counts[0]).sum()) {
                draws.add(counts);
            }
        }
        return draws.parallelStream()
                .map(counts -> search(likelihood.with(counts[0], counts[1]), best, 0.3).getPoint())
                .toArray(double[][]::new);
    }

    /** The law with its parameters' intervals, and the scale s of ln T. */
    public LawFit fit() {
        double[] values = likelihood.parameters(best);
        double[][] drawn = Arrays.stream(replicates).map(likelihood::parameters).toArray(double[][]::new);
        JointProfile profile = new JointProfile(likelihood, best, Arrays.stream(cells.trials).sum());
        List<Estimate> estimates = IntStream.range(0, values.length).mapToObj(i -> {
            Estimate percentiles = estimate(law.parameterNames().get(i), values[i],
                    Arrays.stream(drawn).mapToDouble(row -> row[i]));
            return percentiles.widened(profile.end(i, -1), profile.end(i, 1));
        }).toList();
        Estimate scale = estimate("s", likelihood.scale(best),
                Arrays.stream(replicates).mapToDouble(likelihood::scale));
        double aic = -2 * likelihood.value(best) + 2 * likelihood.dimension();
        return new LawFit(law, FitMethod.JOINT, estimates, scale, null, aic, Arrays.stream(cells.trials).sum());
    }

    /** The threshold with its 95 % interval at some state sizes, for drawing; open where a law falls to 0. */
    public List<BandPoint> band(double... stateSizes) {
        double[] values = likelihood.parameters(best);
        double[][] drawn = Arrays.stream(replicates).map(likelihood::parameters).toArray(double[][]::new);
        return Arrays.stream(stateSizes).mapToObj(size -> {
            Estimate at = estimate("T", law.threshold(size, values),
                    Arrays.stream(drawn).mapToDouble(row -> law.threshold(size, row)));
            return new BandPoint(size, at.value(), positive(at.ciLow()), positive(at.ciHigh()));
        }).toList();
    }

    private static Double positive(Double value) {
        return value == null || value <= 0 ? null : value;
    }

    private static Estimate estimate(String name, double value, java.util.stream.DoubleStream drawn) {
        double[] sorted = drawn.sorted().toArray();
        if (sorted.length == 0) {
            return new Estimate(name, value, null, null);
        }
        int tail = (int) Math.floor(TAIL * sorted.length);
        // A percentile interval need not hold the estimate of few, discrete outcomes.
        return new Estimate(name, value, Math.min(value, sorted[tail]),
                Math.max(value, sorted[sorted.length - 1 - tail]));
    }
}
