package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.GroupText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all figures of one report share: its trials by id, the order and names of its sizes, the colours of its lengths.
 */
public final class Study {

    private static final Comparator<Size> BY_STATE_SIZE = Comparator.comparingLong(Size::stateSize)
            .thenComparing(Size::dataset).thenComparing(Size::group);

    private static final int LONGEST_TICK = 16;

    private final ReportData data;
    private final SweepInfo sweep;
    private final Map<String, TrialRow> trialsById;
    private final List<Size> sizes;
    private final Map<Size, String> sizeNames;
    private final Map<String, String> labels;
    private final List<Integer> lengths;
    private final Set<String> withCurves;
    private final Map<String, Double> excess;

    /** What thresholds are never pooled over. */
    public record Size(String dataset, String group, long stateSize) {

        static Size of(TrialRow trial) {
            return new Size(orEmpty(trial.dataset()), orEmpty(trial.group()), trial.stateSize());
        }

        private static String orEmpty(String text) {
            return text == null ? "" : text;
        }
    }

    /** What seeds are averaged over: trials that differ in nothing else. */
    record Model(Size size, int trainLength) {

        static Model of(TrialRow trial) {
            return new Model(Size.of(trial), trial.trainLength());
        }
    }

    public Study(ReportData data, SweepInfo sweep) {
        this.data = data;
        this.sweep = sweep;
        this.trialsById = data.trials().stream()
                .collect(Collectors.toMap(TrialRow::trialId, Function.identity(), (first, second) -> second));
        this.sizes = data.trials().stream().map(Size::of).distinct().sorted(BY_STATE_SIZE).toList();
        this.labels = GroupText.shortLabels(sizes.stream().map(Size::group).toList());
        boolean severalDatasets = sizes.stream().map(Size::dataset).distinct().count() > 1;
        this.sizeNames = new HashMap<>();
        sizes.forEach(size -> sizeNames.put(size, (severalDatasets ? size.dataset() + ", " : "")
                + nameOf(size.group(), size.stateSize())));
        Set<Integer> allLengths = new TreeSet<>(sweep.trainLengths());
        data.trials().forEach(trial -> allLengths.add(trial.trainLength()));
        this.lengths = List.copyOf(allLengths);
        this.excess = data.analysis().outcomes().stream().collect(Collectors.toMap(outcome ->
                outcome.trial().trialId(), outcome -> outcome.collapse().worstExcess()));
        this.withCurves = data.curves().stream().map(CurveRow::trialId).collect(Collectors.toSet());
    }

    public ReportData data() {
        return data;
    }

    public SweepInfo sweep() {
        return sweep;
    }

    /** The trial of this id, or null where its row is not there (yet). */
    public TrialRow trial(String id) {
        return trialsById.get(id);
    }

    /** State sizes, ascending; two groups of equal size are two entries. */
    public List<Size> sizes() {
        return sizes;
    }

    /** {@code layers=4, S = 2,304}. */
    public String nameOf(Size size) {
        return sizeNames.get(size);
    }

    /** The same of a size without its data. */
    String nameOf(String group, long stateSize) {
        String label = labelOf(group);
        return (label.isEmpty() ? "" : label + ", ") + "S = " + Numbers.count(stateSize);
    }

    /** {@code layers=4}: what sets a group apart from the other groups; empty for a single one. */
    public String labelOf(String group) {
        return labels.getOrDefault(group == null ? "" : group, "");
    }

    /** The label of a size, or its state size where there is none or no room for it. */
    String tickOf(Size size) {
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
        return nameOf(Size.of(trial));
    }

    /** The label of the trial's line in its panel: {@code T = 64, seed 0}. */
    public String lineOf(TrialRow trial) {
        return nameOf(trial.trainLength()) + ", seed " + trial.seed();
    }

    /** Training lengths, planned or run, ascending. */
    public List<Integer> lengths() {
        return lengths;
    }

    /** Seeds, planned or run, ascending. */
    public List<Long> seeds() {
        Set<Long> seeds = new TreeSet<>(sweep.seeds());
        data.trials().forEach(trial -> seeds.add(trial.seed()));
        return List.copyOf(seeds);
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
        Set<Integer> run = data.trials().stream().map(TrialRow::trainLength).collect(Collectors.toSet());
        List<LegendEntry> entries = new ArrayList<>();
        lengths.stream().filter(run::contains).forEach(length -> entries.add(
                LegendEntry.line(nameOf(length), ink(length), Mark.Weight.MAIN)));
        return entries;
    }
}
