package io.statecap.model.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.datasets.RandomTokensSource;
import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.PlainMamba2;
import io.statecap.model.RandomModels;
import io.statecap.model.SmallRecall.HeldOut;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.probe.GateProbe.GateBucket;
import io.statecap.model.probe.StateProbe.HeadState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States and gates against {@link PlainMamba2} and two-pass statistics. */
class ActivationProbesTest {

    private static final Mamba2Config CONFIG = new Mamba2Config(12, 2, 6, 4, 2, 4, 2, true, 19,
            new Mamba2Config.Range(0.0625, 1), new Mamba2Config.Range(0.001, 0.1));
    private static final TokenSource SOURCE = new RandomTokensSource(19);

    /** Of many values, the slow way. */
    private record Statistics(double mean, double variance, double rms, double maxAbs) {
        static Statistics of(double[] values) {
            double mean = Arrays.stream(values).average().orElseThrow();
            double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            double rms = Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow());
            return new Statistics(mean, variance, rms, Arrays.stream(values).map(Math::abs).max().orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 64, 1000", "1, 100, 730", "3, 128, 600", "2, 7, 150", "1, 1, 70", "9, 192, 400"})
    void statesAgree(int sequences, long every, int length) {
        try (Mamba2 model = RandomModels.model(CONFIG, RandomModels.random(every))) {
            Buckets buckets = Buckets.linear(every, length / every * every);
            StateProbe probe = new StateProbe(buckets);
            PromptRun.read(CpuModel.of(model), Mitigation.NONE, SOURCE, sequences, buckets, List.of(probe));
            List<HeadState> rows = probe.rows();
            assertEquals(length / every * CONFIG.layers() * CONFIG.heads(), rows.size());
            List<List<HeadState>> wanted = new ArrayList<>();
            double[][][] states = new double[(int) (length / every)][CONFIG.layers() * CONFIG.heads()][0];
            for (int sequence = 0; sequence < sequences; sequence++) {
                PlainMamba2 plain = new PlainMamba2(model);
                int[] tokens = tokens(sequence, length);
                for (int i = 0; i < length; i++) {
                    plain.next(tokens[i]);
                    if ((i + 1) % every == 0) {
                        for (int layer = 0; layer < CONFIG.layers(); layer++) {
                            for (int head = 0; head < CONFIG.heads(); head++) {
                                double[][] of = states[(int) (i / every)];
                                int at = layer * CONFIG.heads() + head;
                                of[at] = DoubleStream.concat(Arrays.stream(of[at]),
                                        Arrays.stream(plain.states[layer][head]).flatMapToDouble(Arrays::stream))
                                        .toArray();
                            }
                        }
                    }
                }
            }
            for (int i = 0; i < rows.size(); i++) {
                HeadState row = rows.get(i);
                int heads = CONFIG.layers() * CONFIG.heads();
                assertEquals((i / heads + 1) * every - 1, row.position());
                assertEquals(i % heads, row.layer() * CONFIG.heads() + row.head());
                Statistics statistics = Statistics.of(states[i / heads][i % heads]);
                double tolerance = 1e-5 * statistics.rms();
                assertEquals(statistics.mean(), row.mean(), tolerance);
                assertEquals(statistics.rms(), row.rms(), tolerance);
                assertEquals(statistics.maxAbs(), row.maxAbs(), 2e-5 * statistics.maxAbs());
                assertEquals(statistics.variance(), row.variance(), 1e-5 * statistics.rms() * statistics.rms());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 64, 400", "2, 50, 170", "3, 128, 200", "1, 1000, 300"})
    void gatesAgree(int sequences, int width, int length) {
        try (Mamba2 model = RandomModels.model(CONFIG, RandomModels.random(width))) {
            Buckets buckets = Buckets.linear(width, length);
            GateProbe probe = new GateProbe(CONFIG, buckets);
            PromptRun.read(CpuModel.of(model), Mitigation.NONE, SOURCE, sequences, buckets, List.of(probe));
            List<GateBucket> rows = probe.rows();
            assertEquals(buckets.count() * CONFIG.layers() * (3 * CONFIG.heads() + CONFIG.groups()), rows.size());
            for (GateBucket row : rows) {
                List<Double> values = new ArrayList<>();
                for (int sequence = 0; sequence < sequences; sequence++) {
                    PlainMamba2 plain = new PlainMamba2(model);
                    int[] tokens = tokens(sequence, length);
                    for (int i = 0; i < row.to(); i++) {
                        plain.next(tokens[i]);
                        if (i >= row.from()) {
                            Arrays.stream(values(plain, row)).forEach(values::add);
                        }
                    }
                }
                Statistics statistics = Statistics.of(values.stream().mapToDouble(v -> v).toArray());
                String where = row.toString();
                assertEquals(statistics.mean(), row.mean(), 1e-5 * statistics.rms(), where);
                assertEquals(statistics.variance(), row.variance(), 1e-5 * statistics.rms() * statistics.rms(), where);
                assertEquals(Math.min(length, row.from() + width), row.to());
            }
        }
    }

    private static double[] values(PlainMamba2 plain, GateBucket row) {
        double[] xbc = plain.xbc[row.layer()];
        int b = CONFIG.dInner() + row.head() * CONFIG.dState();
        int x = row.head() * CONFIG.headDim();
        return switch (row.quantity()) {
            case DT -> new double[] {plain.dt[row.layer()][row.head()]};
            case DECAY -> new double[] {plain.decay[row.layer()][row.head()]};
            case B -> Arrays.copyOfRange(xbc, b, b + CONFIG.dState());
            case X -> Arrays.copyOfRange(xbc, x, x + CONFIG.headDim());
        };
    }

    /** Odd edges at first, multiples of the chunk later: both probes give what a run of the odd part alone gives. */
    @Test
    void bucketsWithinAShortTrainingLength() {
        Buckets buckets = Buckets.linearFrom(20, 128, 512);
        assertEquals(List.of(0L, 2L, 5L, 7L, 10L, 12L, 15L, 17L, 20L, 128L, 256L, 384L, 512L), buckets.edges());
        try (Mamba2 model = RandomModels.model(CONFIG, RandomModels.random(8))) {
            CpuModel weights = CpuModel.of(model);
            StateProbe states = new StateProbe(buckets);
            GateProbe gates = new GateProbe(CONFIG, buckets);
            PromptRun.read(weights, Mitigation.NONE, SOURCE, 1, buckets, List.of(states, gates));
            assertEquals(buckets.edges().subList(1, 13),
                    states.rows().stream().map(row -> row.position() + 1).distinct().toList());
            assertEquals(buckets.edges().subList(0, 12),
                    gates.rows().stream().map(GateBucket::from).distinct().toList());
            PlainMamba2 plain = new PlainMamba2(model);
            int[] tokens = tokens(0, 512);
            for (int i = 0; i < 256; i++) {
                plain.next(tokens[i]);
            }
            HeadState at255 = states.rows().stream().filter(row -> row.position() == 255).findFirst().orElseThrow();
            assertEquals(Statistics.of(Arrays.stream(plain.states[0][0]).flatMapToDouble(Arrays::stream).toArray())
                    .rms(), at255.rms(), 1e-5 * at255.rms());
        }
    }

    /** Probes of a mitigated model read the mitigated state: within a window of one token, one input. */
    @Test
    void mitigatedStatesAreSeen() {
        try (Mamba2 model = RandomModels.model(CONFIG, RandomModels.random(5))) {
            CpuModel weights = CpuModel.of(model);
            Mitigation window = new Mitigation.Window(1);
            Buckets buckets = Buckets.linear(64, 128);
            StateProbe probe = new StateProbe(buckets);
            PromptRun.read(weights, window, SOURCE, 1, buckets, List.of(probe));
            PlainMamba2 plain = new PlainMamba2(model, window);
            for (int token : tokens(0, 128)) {
                plain.next(token);
            }
            HeadState last = probe.rows().get(probe.rows().size() - 1);
            assertEquals(127, last.position());
            double[] state = Arrays.stream(plain.states[last.layer()][last.head()]).flatMapToDouble(Arrays::stream)
                    .toArray();
            assertEquals(Statistics.of(state).rms(), last.rms(), 1e-5 * last.rms());
        }
    }

    /** A variance far below the mean's square is not lost in rounding. */
    @Test
    void momentsOfValuesThatHardlyDiffer() {
        Moments moments = new Moments();
        for (int i = 0; i < 1000; i++) {
            moments.add(1e6 + (i % 2) * 1e-3);
        }
        assertEquals(0.25e-6, moments.variance(), 1e-12);
        assertEquals(1e6 + 0.5e-3, moments.mean(), 1e-9);
    }

    private static int[] tokens(int sequence, int length) {
        return HeldOut.of(SOURCE, sequence, length).tokens();
    }
}
