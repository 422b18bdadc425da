package io.statecap.analysis.report;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Made-up results in the shape of a real sweep, to test how a report looks and behaves: 4 state sizes, 6 training
 * lengths, 2 seeds. Models trained too briefly collapse, the more the larger their state; one trial failed and one cell
 * has not run. No number here was measured.
 */
final class SyntheticSweep {

    static final int[] D_STATES = {4, 8, 16, 32};
    static final int[] LENGTHS = {16, 32, 64, 128, 256, 512};
    static final long[] SEEDS = {0, 1};
    static final int FAILED_TRIALS = 1;
    static final int MISSING_TRIALS = 1;
    static final int TRIALS = D_STATES.length * LENGTHS.length * SEEDS.length - MISSING_TRIALS;

    private static final int PROBE_LENGTH = 16_384;
    private static final double LIMIT = 0.1;
    private static final String DATASET = "recall";
    private static final String SLICE = "age<=8";
    private static final Criterion CRITERION = new Criterion(Criterion.Kind.FRESH, LIMIT, SLICE, 0, 1);
    private static final String MODEL = "dModel=32,layers=2,";

    private final String name;
    private final double placeboExcess;
    private final List<TrialRow> trials = new ArrayList<>();
    private final List<CurveRow> curves = new ArrayList<>();
    private final List<TrainingRow> training = new ArrayList<>();
    private final List<PasskeyRow> passkey = new ArrayList<>();
    private final List<StateRow> states = new ArrayList<>();
    private final List<GateRow> gates = new ArrayList<>();

    private SyntheticSweep(String name) {
        this(name, 0.01);
    }

    /** @param placeboExcess what the models lose, nats, when read as if they had been trained at a shorter length */
    private SyntheticSweep(String name, double placeboExcess) {
        this.placeboExcess = placeboExcess;
        this.name = name;
        for (int dState : D_STATES) {
            for (int length : LENGTHS) {
                for (long seed : SEEDS) {
                    addTrial(dState, length, seed);
                }
            }
        }
    }

    static String page(Report.Data data) {
        Study study = new Study(data);
        return Pages.report(study, Report.figures(study));
    }

    /** Writes the report and returns its page. */
    static Path write(Path directory, Report.Data data) throws IOException {
        Report.write(directory, data);
        return directory.resolve("report.html");
    }

    static Report.Data complete() {
        return named("synthetic");
    }

    static Report.Data named(String name) {
        return analysed(new SyntheticSweep(name));
    }

    /** A criterion that calls trials collapsed where nothing can have collapsed. */
    static Report.Data failingPlacebo() {
        return analysed(new SyntheticSweep("placebo", 0.5));
    }

    private static Report.Data analysed(SyntheticSweep sweep) {
        Analysis result = Analysis.analyse(sweep.trials, sweep.curves, sweep.passkey, CRITERION);
        return new Report.Data(sweep.sweepJson(), sweep.trials, sweep.curves, sweep.training, sweep.passkey,
                sweep.states, sweep.gates, result, Sensitivity.table(sweep.trials, sweep.curves, result.criterion()), "");
    }

    /** Some trials of the first size only, without probes and fits: a sweep that has just begun. */
    static Report.Data begun() {
        SyntheticSweep sweep = new SyntheticSweep("begun");
        List<TrialRow> first = sweep.trials.subList(0, 5);
        List<String> ids = first.stream().map(TrialRow::trialId).toList();
        return unanalysed(sweep.sweepJson(), first,
                sweep.curves.stream().filter(row -> ids.contains(row.trialId()))
                        .filter(row -> row.step() == null && row.mitigation().equals("none")).toList(), List.of());
    }

    /** Many trials with curves and training curves: 20 sizes, 10 lengths, as many seeds as it takes. */
    static Report.Data large(int count) {
        List<TrialRow> trials = new ArrayList<>();
        List<CurveRow> curves = new ArrayList<>();
        List<TrainingRow> training = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int dState = 4 + i % 20;
            int length = 16 << i / 20 % 10;
            String id = String.format("%012x", i * 0x9e3779b97f4a7L & 0xffffffffffffL);
            trials.add(new TrialRow(id, "large", DATASET, MODEL + "dState=" + dState, 32, 2, 16, 2, dState,
                    stateSize(dState),
                    40_000, length, i / 200, 0.005, 2_500_000, 1.234567 + i * 1e-5, 1.345678, 1.456789 + i * 1e-5, true,
                    2L * length, "ok", null, 1, 40.123, 61_234.5, 310L << 20, 1, "host", "0.1.0",
                    Instant.parse("2025-03-01T10:00:00Z"), Instant.parse("2025-03-01T10:01:00Z"), "{}", "cpu",
                            "a processor",
                    256, "float32"));
            for (long from = 16; from < PROBE_LENGTH; from *= 2) {
                curves.add(new CurveRow(id, "heldout", "heldout", SLICE, "none", null, length, from, 2 * from,
                        1.345678 + i * 1e-6, 0.01, null, 32, List.of()));
            }
            for (int step = 0; step < 20; step++) {
                training.add(new TrainingRow(id, step, step * 4096L, 1.5 + i * 1e-6 + 1.0 / (1 + step), 0.8, 0.005));
            }
        }
        return unanalysed("", trials, curves, training);
    }

    private static Report.Data unanalysed(String sweepJson, List<TrialRow> trials, List<CurveRow> curves,
                                         List<TrainingRow> training) {
        return new Report.Data(sweepJson, trials, curves, training, List.of(), List.of(), List.of(),
                new Analysis(CRITERION, List.of(), List.of(), List.of(), List.of()), List.of(), "");
    }

    static Report.Data empty(String sweepJson) {
        return unanalysed(sweepJson, List.of(), List.of(), List.of());
    }

    private String sweepJson() {
        return """
                {"version": "0.1.0", "commit": "0123456789abcdef", "config": {"name": "%s",
                 "model": {"dModel": 32, "layers": 2, "dState": [4, 8, 16, 32]},
                 "training": {"length": [16, 32, 64, 128, 256, 512], "tokens": 2500000, "seed": [0, 1]},
                 "criterion": {"kind": "fresh", "limit": 0.1, "slice": "age<=8"}}}
                """.formatted(name.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    static long stateSize(int dState) {
        return 2L * 64 * (dState + 3);
    }

    private static double threshold(int dState) {
        return 24 + 0.05 * stateSize(dState);
    }

    private void addTrial(int dState, int length, long seed) {
        if (dState == 32 && length == 512 && seed == 1) {
            return;
        }
        String id = String.format("%02d%04d%02dab", dState, length, seed);
        Random noise = new Random(31L * dState + 7L * length + seed);
        boolean failed = dState == 16 && length == 16 && seed == 1;
        double base = 1.6 - 0.12 * Math.log(dState) + 0.02 * noise.nextGaussian();
        double height = Math.max(0.01, 0.55 * Math.log(threshold(dState) / length) + 0.12 * noise.nextGaussian());
        double worst = base;
        Double baseline = null;
        Long onset = null;
        if (!failed) {
            for (String slice : new String[] {"all", SLICE}) {
                long from = 0;
                int octave = 0;
                while (from < PROBE_LENGTH) {
                    long to = from < 16 ? from + 4 : Math.round(16 * Math.pow(2, ++octave / 4.0));
                    double loss = base + (slice.equals("all") ? 0.4 : 0) + 1.1 / (1 + from / 3.0)
                            + height / (1 + Math.pow(3.0 * length / Math.max(1, from), 2.2)) + 0.012 * noise
                                    .nextGaussian();
                    boolean beyond = from >= length;
                    double fresh = base + (slice.equals("all") ? 0.4 : 0) + 1.1 / (1 + length / 3.0);
                    curves.add(new CurveRow(id, "heldout", "heldout", slice, "none", null, length, from, to, loss, 0.01,
                            beyond ? Double.valueOf(fresh) : null, beyond ? Double.valueOf(loss - fresh) : null,
                            beyond ? Double.valueOf(0.01) : null, Math.exp(-loss), 32, List.of(loss),
                        null, null, null));
                    if (length >= 256 && to <= length) {
                        boolean later = from >= 32;
                        curves.add(new CurveRow(id, "placebo", "heldout", slice, "none", null, 32, from, to, loss, 0.01,
                                later ? Double.valueOf(loss - placeboExcess) : null,
                                later ? Double.valueOf(placeboExcess) : null, later ? Double.valueOf(0.01) : null,
                                Math.exp(-loss), 32, List.of(loss),
                        null, null, null));
                    }
                    if (slice.equals(SLICE)) {
                        if (to <= length || baseline == null) {
                            baseline = loss;
                        } else if (from >= length) {
                            worst = Math.max(worst, loss);
                            onset = onset == null && loss > baseline + LIMIT ? Long.valueOf(from) : onset;
                        }
                    }
                    from = to;
                }
            }
            addTraining(id, base, noise);
            addPasskey(id, length, dState, noise);
        }
        trials.add(new TrialRow(id, name, DATASET, MODEL + "dState=" + dState, 32, 2, 16, 2, dState, stateSize(dState),
                40_000 + 1_000L * dState, length, seed, 0.005, 2_500_000, failed ? null : base, baseline,
                failed ? null : Double.valueOf(worst), failed ? null : Boolean.valueOf(onset != null), onset,
                failed ? "failed" : "ok", failed ? "loss is NaN at step 310" : null, failed ? 3 : 1,
                failed ? null : Double.valueOf(40.5), failed ? null : Double.valueOf(61_000), 310L << 20, 1, "host-"
                        + seed,
                "0.1.0", Instant.parse("2025-03-01T10:00:00Z"), Instant.parse("2025-03-01T10:01:00Z"), "{}", "cpu",
                        "a processor",
                    256, "float32"));
        if (!failed && seed == 0 && (length == 32 || length == 512)) {
            addStates(id, length, noise);
            addVariants(id, length, base, height, noise);
        }
    }

    /** The same model under a mitigation, and at two steps of its training. */
    private void addVariants(String id, int length, double base, double height, Random noise) {
        for (Long step : new Long[] {null, 50L, 200L}) {
            String mitigation = step == null ? "window:tokens=32" : "none";
            double later = step == null ? 0.3 : step / 600.0;
            for (long from = 4; from < PROBE_LENGTH; from *= 2) {
                double loss = base + (step == null ? 0 : 1 - later) + (from < length ? 0 : later * height)
                        + 0.012 * noise.nextGaussian();
                curves.add(new CurveRow(id, "heldout", "heldout", SLICE, mitigation, step, length, from, 2 * from, loss,
                        0.01, Math.exp(-loss), 32, List.of(loss)));
            }
            for (int context = 64; context <= 4096; context *= 2) {
                for (double depth : new double[] {0, 1}) {
                    int correct = (int) Math.round(16 / (1 + Math.pow(context / (400.0 * (1 + later)), 2)));
                    passkey.add(new PasskeyRow(id, mitigation, step, context, depth, context, 16, correct));
                }
            }
        }
    }

    private void addTraining(String id, double base, Random noise) {
        for (int step = 0; step < 600; step += 2) {
            training.add(new TrainingRow(id, step, step * 4096L,
                    base + 1.9 * Math.exp(-step / 60.0) + 0.05 * noise.nextGaussian(), 0.8, 0.005));
        }
    }

    private void addPasskey(String id, int length, int dState, Random noise) {
        for (int context = 64; context <= 4096; context *= 2) {
            for (int depth = 0; depth <= 8; depth++) {
                double reach = 4.0 * length * Math.log(dState);
                double chance = 1 / (1 + Math.pow(context * (1 - depth / 8.0) / reach, 3));
                int correct = (int) Math.round(16 * Math.min(1, Math.max(0, chance + 0.05 * noise.nextGaussian())));
                passkey.add(new PasskeyRow(id, "none", null, context, depth / 8.0, context, 16, correct));
            }
        }
    }

    private void addStates(String id, int length, Random noise) {
        for (int layer = 0; layer < 2; layer++) {
            for (int head = 0; head < 4; head++) {
                double growth = length < 100 && head == 2 ? 0.004 : 0.0005;
                for (long position = 16; position <= PROBE_LENGTH; position = Math.round(position * 1.3)) {
                    double rms = 0.3 + 0.1 * head + growth * Math.sqrt(position) * 10 + 0.01 * noise.nextGaussian();
                    states.add(new StateRow(id, "newlines", "none", null, layer, head, position,
                            0.1 * rms, rms * rms, rms, 6 * rms));
                    for (String quantity : new String[] {"dt", "decay", "B", "x"}) {
                        gates.add(new GateRow(id, "newlines", "none", null, layer, head, position, position + 16,
                                quantity,
                                quantity.equals("decay") ? 1 - 0.1 / (1 + head) : 0.05 * (head + 1)
                                        + 0.01 * noise.nextGaussian(), 0.01));
                    }
                }
            }
        }
    }
}
