package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.ModelSize;
import io.statecap.analysis.view.Numbers;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all figures of one report share: its trials by id, the order and names of its sizes, the colours of its lengths.
 *
 * @param sizes     state sizes, ascending; two groups of equal size are two entries
 * @param sizeNames {@code layers=4, S = 2,304}
 * @param labels    {@code layers=4}: what sets a group apart from the other groups; empty for a single one
 * @param lengths   training lengths, planned or run, ascending
 * @param excess    what the criterion compares with its limit, by trial, nats
 */
public record Study(ReportData data, SweepInfo sweep, Map<String, TrialRow> trialsById, List<ModelSize> sizes,
                    Map<ModelSize, String> sizeNames, Map<String, String> labels, List<Integer> lengths,
                    Set<String> withCurves, Map<String, Double> excess) {

    private static final Comparator<ModelSize> BY_STATE_SIZE = Comparator.comparingLong(ModelSize::stateSize)
            .thenComparing(ModelSize::dataset).thenComparing(ModelSize::group);
    private static final int LONGEST_TICK = 16;

    /** What seeds are averaged over: trials that differ in nothing else. */
    record Model(ModelSize size, int trainLength) {

        static Model of(TrialRow trial) {
            return new Model(ModelSize.of(trial), trial.trainLength());
        }
    }

    /** @throws IllegalArgumentException if {@code sweep.json} is no JSON */
    static Study of(ReportData data) {
        SweepInfo sweep = SweepInfo.parse(data.sweepJson());
        List<ModelSize> sizes = data.trials().stream().map(ModelSize::of).distinct().sorted(BY_STATE_SIZE).toList();
        Map<String, String> labels = GroupText.shortLabels(sizes.stream().map(ModelSize::group).toList());
        boolean severalDatasets = sizes.stream().map(ModelSize::dataset).distinct().count() > 1;
        return new Study(data, sweep, data.trials().stream().collect(Collectors.toMap(TrialRow::trialId,
                        Function.identity(), (first, second) -> second)), sizes,
                sizes.stream().collect(inOrder(size -> (severalDatasets ? size.dataset() + ", " : "")
                        + nameOf(labels.get(size.group()), size.stateSize()))), labels,
                Stream.concat(sweep.trainLengths().stream(), data.trials().stream().map(TrialRow::trainLength))
                        .distinct().sorted().toList(),
                data.curves().stream().map(CurveRow::trialId).collect(Collectors.toSet()),
                data.analysis().outcomes().stream().collect(Collectors.toMap(outcome -> outcome.trial().trialId(),
                        outcome -> outcome.collapse().worstExcess())));
    }

    /** {@code layers=4, S = 2,304}. */
    static String nameOf(String label, long stateSize) {
        return (label.isEmpty() ? "" : label + ", ") + "S = " + Numbers.count(stateSize);
    }

    /** The trial of this id, or null where its row is not there (yet). */
    public TrialRow trial(String id) {
        return trialsById.get(id);
    }

    String nameOf(ModelSize size) {
        return sizeNames.get(size);
    }

    /** The name of a size without its data. */
    String nameOf(ThresholdRow row) {
        return nameOf(labelOf(row.group()), row.stateSize());
    }

    /** {@code layers=4}: what sets a group apart from the other groups; empty for a single one. */
    public String labelOf(String group) {
        return labels.getOrDefault(group == null ? "" : group, "");
    }

    /** The label of a size, or its state size where there is none or no room for it. */
    String tickOf(ModelSize size) {
        String label = labelOf(size.group());
        return label.isEmpty() || label.length() > LONGEST_TICK ? "S = " + Numbers.count(size.stateSize()) : label;
    }

    /** {@code S = 2,304, T = 64}. */
    String nameOf(Model model) {
        return nameOf(model.size()) + ", " + nameOf(model.trainLength());
    }

    /** By state size, then training length. */
    Comparator<Model> modelOrder() {
        return Comparator.comparingInt((Model model) -> sizes.indexOf(model.size()))
                .thenComparingInt(Model::trainLength);
    }

    /** Rows by model, in {@link #modelOrder}; those of unknown trials are left out. */
    <R> Map<Model, List<R>> byModel(Stream<R> rows, Function<R, String> trialId) {
        return rows.filter(row -> trial(trialId.apply(row)) != null)
                .collect(Collectors.groupingBy(row -> Model.of(trial(trialId.apply(row))),
                        () -> new TreeMap<>(modelOrder()), Collectors.toList()));
    }

    /** Into a map that keeps the order. */
    static <K, V> Collector<K, ?, Map<K, V>> inOrder(Function<K, V> value) {
        return Collectors.toMap(Function.identity(), value, (first, second) -> second, LinkedHashMap::new);
    }

    /** Whether a mitigation's name stands for none. */
    static boolean isPlain(String mitigation) {
        return mitigation == null || mitigation.equals("none");
    }

    /**
     * What the criterion compares with its limit, nats; without an analysis the worst loss minus the loss at the
     * training length; null for a trial without a curve.
     */
    public Double excess(TrialRow trial) {
        Double tested = excess.get(trial.trialId());
        return tested != null ? tested : trial.worstLoss() == null || trial.baselineLoss() == null ? null
                : Double.valueOf(trial.worstLoss() - trial.baselineLoss());
    }

    /** Whether the trial has a loss curve. */
    public boolean hasCurve(String trialId) {
        return withCurves.contains(trialId);
    }

    /** The title of the trial's panel in the figure of loss curves. */
    public String panelOf(TrialRow trial) {
        return nameOf(ModelSize.of(trial));
    }

    /** The label of the trial's line in its panel: {@code T = 64, seed 0}. */
    public String lineOf(TrialRow trial) {
        return nameOf(trial.trainLength()) + ", seed " + trial.seed();
    }

    /** Seeds, planned or run, ascending. */
    public List<Long> seeds() {
        return Stream.concat(sweep.seeds().stream(), data.trials().stream().map(TrialRow::seed)).distinct().sorted()
                .toList();
    }

    /** The colour of a training length, in the order of the lengths. */
    public Ink ink(int trainLength) {
        return Palette.ordered(Math.max(0, lengths.indexOf(trainLength)), lengths.size());
    }

    static String nameOf(int trainLength) {
        return trainLength == 0 ? "T unknown" : "T = " + Numbers.tokens(trainLength);
    }

    /** One entry a training length that some trial has. */
    List<LegendEntry> lengthLegend() {
        return lengths.stream()
                .filter(length -> data.trials().stream().anyMatch(trial -> trial.trainLength() == length))
                .map(length -> LegendEntry.line(nameOf(length), ink(length), Mark.Weight.MAIN)).toList();
    }
}
