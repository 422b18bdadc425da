package io.statecap.jobs.export;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The curves of one trial as named series of values over whole steps, as experiment trackers have them.
 *
 * <p>{@code training/loss}, {@code training/grad_norm} and {@code training/learning_rate} are over training steps.
 * {@code PROBE/PROMPT/SLICE/loss} and {@code …/fresh_loss} are over positions: the step of a bucket is its last
 * position plus one, the number of tokens read. Where mitigations or probes at steps of the training exist, their names
 * follow the slice. {@code result/collapsed} (0 or 1), {@code result/worst_loss}, {@code result/baseline_loss} and
 * {@code result/final_train_loss} are one value each. Rows of the placebo are left out: they read the model as if
 * trained at other lengths.
 */
final class TrialMetrics {

    private static final String PLACEBO = "placebo";
    private static final String NO_MITIGATION = "none";

    private TrialMetrics() {}

    /** One value; {@code at} is a guess from when the trial began and how long it trained. */
    record Point(Instant at, long step, double value) {}

    /** Series by name, each in the order of its steps. */
    static Map<String, List<Point>> of(TrialRow trial, List<TrainingRow> training, List<CurveRow> curves) {
        Map<String, List<Point>> series = new LinkedHashMap<>();
        long lastTokens = training.stream().mapToLong(TrainingRow::tokens).max().orElse(0);
        for (TrainingRow row : training) {
            Instant at = after(trial, lastTokens == 0 ? 0 : row.tokens() / (double) lastTokens);
            add(series, "training/loss", at, row.step(), row.loss());
            add(series, "training/grad_norm", at, row.step(), row.gradNorm());
            add(series, "training/learning_rate", at, row.step(), row.learningRate());
        }
        Instant end = trial.finishedAt() == null ? after(trial, 1) : trial.finishedAt();
        for (CurveRow row : curves) {
            if (!PLACEBO.equals(row.probe())) {
                add(series, name(row) + "/loss", end, row.toPosition(), row.loss());
                add(series, name(row) + "/fresh_loss", end, row.toPosition(), row.freshLoss());
            }
        }
        add(series, "result/collapsed", end, 0, trial.collapsed() == null ? null : trial.collapsed() ? 1.0
                : 0.0);
        add(series, "result/worst_loss", end, 0, trial.worstLoss());
        add(series, "result/baseline_loss", end, 0, trial.baselineLoss());
        add(series, "result/final_train_loss", end, 0, trial.finalTrainLoss());
        series.values().forEach(points -> points.sort(Comparator.comparingLong(Point::step)));
        return series;
    }

    /** @param value null where there is none */
    private static void add(Map<String, List<Point>> series, String name, Instant at, long step, Double value) {
        if (value != null) {
            series.computeIfAbsent(name, key -> new ArrayList<>()).add(new Point(at, step, value));
        }
    }

    private static String name(CurveRow row) {
        return Stream.of(row.probe(), row.probe().equals(row.prompt()) ? null : row.prompt(), row.slice(),
                        NO_MITIGATION.equals(row.mitigation()) ? null : row.mitigation(),
                        row.step() == null ? null : "step_" + row.step())
                .filter(Objects::nonNull).map(RunNames::safe).collect(Collectors.joining("/"));
    }

    private static Instant after(TrialRow trial, double share) {
        double seconds = trial.trainSeconds() == null ? 0 : trial.trainSeconds();
        return trial.startedAt().plusMillis(Math.round(1000 * share * seconds));
    }
}
