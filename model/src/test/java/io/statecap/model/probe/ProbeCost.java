package io.statecap.model.probe;

import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.RecallSource;
import io.statecap.datasets.TokenSource;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.cpu.CpuModel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Processor seconds to read 65,536 positions of a model of conf/quick.json, or, with the argument {@code large}, 2,048
 * of one of the sizes of Mamba-2 130M: plainly, with all statistics, and under each mitigation; best of several runs of
 * one thread. A main program, not a test.
 */
final class ProbeCost {

    private ProbeCost() {}

    public static void main(String[] args) {
        boolean large = args.length > 0 && args[0].equals("large");
        Mamba2Config.Range a = new Mamba2Config.Range(0.0625, 1);
        Mamba2Config.Range dt = new Mamba2Config.Range(0.001, 0.1);
        Mamba2Config config = large ? new Mamba2Config(768, 24, 128, 64, 2, 4, 1, true, 160, a, dt)
                : new Mamba2Config(32, 2, 16, 16, 2, 4, 1, true, 160, a, dt);
        int length = large ? 2048 : 65_536;
        int runs = large ? 3 : 15;
        TokenSource source = new RecallSource(new RecallSettings(128, 32, 0.5, 64));
        Buckets buckets = Buckets.linearFrom(32, 64, length);
        try (Mamba2 model = Mamba2.initialise(config, 0)) {
            CpuModel weights = CpuModel.of(model);
            List<Mitigation> mitigations = List.of(Mitigation.NONE, Mitigation.NONE,
                    new Mitigation.Forget(0.9999, 0.75), new Mitigation.Normalise(0.5), new Mitigation.Window(32),
                    new Mitigation.Window(64), new Mitigation.Window(1024), new Mitigation.Window(2048));
            double[] best = new double[mitigations.size()];
            Arrays.fill(best, Double.MAX_VALUE);
            // In turn, so that the compiler's warm-up and other load hit all alike.
            for (int run = 0; run < runs; run++) {
                for (int i = 0; i < best.length; i++) {
                    best[i] = Math.min(best[i], seconds(weights, mitigations.get(i), source, i == 1, buckets, config));
                }
            }
            System.out.printf(Locale.ROOT, "plain forward          %.3f s, %.2f GFLOP/s%n", best[0],
                    CostEstimate.blockFlops(config) * length / best[0] / 1e9);
            for (int i = 1; i < best.length; i++) {
                System.out.printf(Locale.ROOT, "%-22s %.2f x%n",
                        i == 1 ? "states and gates" : mitigations.get(i).text(), best[i] / best[0]);
            }
        }
    }

    private static double seconds(CpuModel weights, Mitigation mitigation, TokenSource source, boolean statistics,
                                  Buckets buckets, Mamba2Config config) {
        long start = cpuNanos();
        PromptRun.read(weights, mitigation, source, 1, buckets, statistics
                ? List.of(new StateProbe(buckets), new GateProbe(config, buckets)) : List.of());
        return (cpuNanos() - start) / 1e9;
    }

    /** Of this thread: other work on the machine counts less than in the time of a clock. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
