package io.statecap.jobs.cli;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepIdentity;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.TrialRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A results directory in the shape of a real one, its numbers made up: some families of models, each with several state
 * sizes, training lengths in powers of two from 16 and seeds. A model collapses the sooner the larger its state and the
 * shorter its training length. Nothing here was trained.
 */
record GeneratedSweep(int families, int sizes, int lengths, int seeds, int sequences) {

    private static final int SHORTEST = 16;
    private static final int BUCKETS = 24;
    private static final int BUCKETS_WITHIN = 8;
    private static final int STEPS = 5;
    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final String CONFIG = """
            {"name": "generated",
             "model": {"dModel": 32, "layers": 2, "dState": 4, "headDim": 16, "expand": 2},
             "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
             "training": {"length": 16, "tokens": 20480, "batchTokens": 1024, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 2048, "sequences": 4, "slices": ["all", "age<=8"]},
             "criterion": {"kind": "excess", "limit": 0.1, "slice": "age<=8"}}""";

    int trials() {
        return families * sizes * lengths * seeds;
    }

    /** Writes the sweep and the first {@code count} of its trials. */
    void write(ResultsDirectory results, int count) throws IOException {
        results.writeSweep(SweepIdentity.sweepJson(ConfigReader.parse(CONFIG, "generated"), List.of(),
                new BuildInfo("1", "c")));
        try {
            IntStream.range(0, count).parallel().forEach(index -> {
                try {
                    results.writeTrial(trial(index));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private TrialRows trial(int index) {
        Random random = new Random(index);
        int seed = index % seeds;
        int length = SHORTEST << index / seeds % lengths;
        int size = 1 + index / seeds / lengths % sizes;
        int family = index / seeds / lengths / sizes;
        String id = String.format("%016x", (index + 1) * 0x9e3779b97f4a7c15L);
        double excess = 40.0 * size / length * Math.exp(0.5 * random.nextGaussian());
        List<CurveRow> curves = new ArrayList<>();
        for (String slice : List.of("all", "age<=8")) {
            addCurve(curves, id, slice, length, excess, random);
        }
        List<TrainingRow> training = IntStream.range(0, STEPS)
                .mapToObj(step -> new TrainingRow(id, step, 4096L * step, 3.0 / (1 + step), 1, 0.005)).toList();
        int dState = 4 * size;
        String group = "data.keys=16 data.kind=recall data.maxAge=" + (16 + family) + " data.newRate=0.5 data.values=8"
                + " model.dConv=4 model.dModel=32 model.dState=" + dState + " model.expand=2 model.headDim=16"
                + " model.layers=2 training.batchTokens=1024 training.learningRate=0.005 training.tokens=20480";
        TrialRow row = new TrialRow(id, "generated", "recall", group, 32, 2, 16, 2, dState, 128L * (dState + 3), 20_000L,
                length, seed, 0.005, 20_480L, 1.0, 1.0, 1 + excess, excess > 0.1, null, "ok", null, 1, 1.5, 13_653.0,
                1L << 28, 1, "host", "1", STARTED, STARTED.plusSeconds(2), "{}", "cpu", "a processor", 256, "float32");
        return new TrialRows(row, training, new ProbeRows(row.trialId(), curves, List.of(), List.of(), List.of()));
    }

    /** Flat within the training length, then rising in equal steps to the excess. */
    private void addCurve(List<CurveRow> curves, String id, String slice, int length, double excess, Random random) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int beyond = Math.max(0, bucket + 1 - BUCKETS_WITHIN);
            double loss = 1 + excess * beyond / (BUCKETS - BUCKETS_WITHIN);
            List<Double> bySequence = new ArrayList<>();
            for (int i = 0; i < sequences; i++) {
                bySequence.add(loss + 0.1 * random.nextGaussian());
            }
            long from = beyond == 0 ? (long) length * bucket / BUCKETS_WITHIN : (long) length * beyond;
            long to = beyond == 0 ? (long) length * (bucket + 1) / BUCKETS_WITHIN : (long) length * (beyond + 1);
            double mean = bySequence.stream().mapToDouble(Double::doubleValue).average().orElse(loss);
            curves.add(new CurveRow(id, "heldout", "heldout", slice, "none", null, length, from, to, mean,
                    0.1 / Math.sqrt(sequences), 0.5, sequences, bySequence));
        }
    }
}
