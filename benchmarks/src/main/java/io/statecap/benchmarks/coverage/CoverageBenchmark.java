package io.statecap.benchmarks.coverage;

import io.statecap.analysis.law.Clustering;
import io.statecap.analysis.law.CollapseModel;
import io.statecap.analysis.law.CommonLine;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.JointFit;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Observation;
import io.statecap.analysis.law.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine;

/** The command {@code benchmarks/run coverage}; {@code docs/analysis.md} has its table. */
@Command(name = "benchmarks/run coverage", mixinStandardHelpOptions = true,
        description = "How often 95 %% intervals hold the truth, and how often evidence is called clear where there is"
                + " none, over simulated sweeps.")
public final class CoverageBenchmark implements Callable<Integer> {

    private static final double SLOPE = 0.06;
    private static final double INTERCEPT = -10;
    private static final double CONSTANT = 220;
    private static final double CLEAR = 6;
    private static final double LEVEL = 0.05;
    private static final int MIDDLE = 3;

    /** What the seeds share: ln T* of all sizes, ln T* of one size, and s of the rest. */
    private enum Seeds {
        INDEPENDENT(0, 0, 0.5), SHARED(0.45, 0, 0.36), BOTH(0.35, 0.3, 0.33);

        private final double shared;
        private final double own;
        private final double scale;

        Seeds(double shared, double own, double scale) {
            this.shared = shared;
            this.own = own;
            this.scale = scale;
        }
    }

    @Option(names = "--repetitions", description = "Simulated sweeps a row (default: ${DEFAULT-VALUE}).")
    private int repetitions = 400;

    @Option(names = "--seeds", split = ",", description = "Seeds a sweep (default: ${DEFAULT-VALUE}).")
    private List<Integer> seeds = List.of(3, 5, 8);

    @Option(names = "--kinds", split = ",", description = "What trials of a seed share: ${COMPLETION-CANDIDATES}"
            + " (default: all).")
    private List<Seeds> kinds = List.of(Seeds.values());

    @Option(names = "--search", split = ",", description = "grid, bisect (default: both).")
    private List<String> searches = List.of("grid", "bisect");

    public static void main(String[] args) {
        System.exit(new CommandLine(new CoverageBenchmark()).execute(args));
    }

    @Override
    public Integer call() {
        System.out.printf(Locale.ROOT, "truth: T = %s*S %s, for evidence T = %s; %d sweeps a row; %%%n", SLOPE,
                INTERCEPT,
                CONSTANT, repetitions);
        System.out.println("seeds are    search  seeds    a     b  T(4864)  one size  open | clear against a constant,"
                + " lines p < 0.05");
        for (Seeds kind : kinds) {
            for (String search : searches) {
                for (int count : seeds) {
                    SimulatedSweep sweep = new SimulatedSweep(count, search.equals("bisect"), kind.shared, kind.own,
                            kind.scale);
                    double[] sums = IntStream.range(0, repetitions).parallel().mapToObj(i -> one(sweep, i))
                            .reduce(new double[7], CoverageBenchmark::sum);
                    System.out.printf(Locale.ROOT, "%-12s %-6s %6d %5.1f %5.1f %8.1f %9.1f %5.1f | %26.1f %15.1f%n",
                            kind.name().toLowerCase(Locale.ROOT), search, count, share(sums[0]),
                            share(sums[1]), share(sums[2]), share(sums[3]), share(sums[4]), share(sums[5]),
                            share(sums[6]));
                }
            }
        }
        return 0;
    }

    private double share(double count) {
        return 100 * count / repetitions;
    }

    private static double[] sum(double[] one, double[] other) {
        return IntStream.range(0, one.length).mapToDouble(i -> one[i] + other[i]).toArray();
    }

    private static double[] one(SimulatedSweep sweep, int repetition) {
        Random random = new Random(1_000_003L * repetition + sweep.seeds());
        double[] counts = new double[7];
        DoubleUnaryOperator line = size -> SLOPE * size + INTERCEPT;
        List<Observation> outcomes = sweep.draw(line, random);
        CollapseModel model = CollapseModel.of(outcomes);
        Clustering clustering = model.clustering();
        LawFit fit = JointFit.of(Law.LINEAR, model, Variable.STATE_SIZE, clustering);
        double size = SimulatedSweep.SIZES[MIDDLE];
        double truth = line.applyAsDouble(size);
        counts[0] = holds(fit.parameter("a"), SLOPE);
        counts[1] = holds(fit.parameter("b"), INTERCEPT);
        counts[2] = holds(fit.at(size), truth);
        Estimate alone = oneSize(outcomes, clustering);
        counts[3] = holds(alone, truth);
        counts[4] = alone.ciLow() == null || alone.ciHigh() == null ? 1 : 0;
        counts[5] = clear(sweep.draw(s -> CONSTANT, random)) ? 1 : 0;
        counts[6] = differ(model, CollapseModel.of(sweep.draw(line, random))) ? 1 : 0;
        return counts;
    }

    /** Sweeps of which one has no line are not compared. */
    private static boolean differ(CollapseModel first, CollapseModel second) {
        try {
            return CommonLine.test(List.of(first, second)).p() < LEVEL;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static double holds(Estimate estimate, double truth) {
        return estimate.contains(truth) ? 1 : 0;
    }

    private static Estimate oneSize(List<Observation> outcomes, Clustering clustering) {
        List<Observation> own = outcomes.stream().filter(one -> one.size() == MIDDLE).toList();
        try {
            return JointFit.of(Law.CONSTANT, CollapseModel.of(own), Variable.STATE_SIZE, clustering).parameter("b");
        } catch (IllegalArgumentException e) {
            return new Estimate("b", 0, null, null);
        }
    }

    /** Whether a constant is called clearly worse than another law although it is the truth. */
    private static boolean clear(List<Observation> outcomes) {
        CollapseModel model = CollapseModel.of(outcomes);
        Clustering clustering = model.clustering();
        TreeMap<Law, LawFit> fits = new TreeMap<>();
        List<LawFit> all = new ArrayList<>();
        for (Law law : List.of(Law.LINEAR, Law.POWER, Law.STEP, Law.CONSTANT)) {
            try {
                fits.put(law, JointFit.of(law, model, Variable.STATE_SIZE, clustering));
                all.add(fits.get(law));
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        LawFit best = all.stream().min(Comparator.comparing(LawFit::aicc)).orElseThrow();
        return fits.get(Law.CONSTANT).worseBy(best, clustering.within()) >= CLEAR;
    }
}
