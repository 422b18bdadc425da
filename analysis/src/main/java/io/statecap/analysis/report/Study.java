package io.statecap.analysis.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark.Style;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.ModelSize;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What all figures of one report share: its trials by id, the order and names of its sizes, the colours of lengths. */
final class Study {

    /** The mitigation of a model as it is. */
    static final String NONE = "none";
    /** Figures of one panel a model or trial have at most so many. */
    static final int MOST_PANELS = 48;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Comparator<ModelSize> BY_STATE_SIZE = Comparator.comparingLong(ModelSize::stateSize)
            .thenComparing(ModelSize::dataset).thenComparing(ModelSize::group);
    private static final int LONGEST_TICK = 16;

    final Report.Data data;
    /** {@code sweep.json}, and the configuration in it; without values where there is none. */
    final JsonNode sweep;
    final JsonNode configuration;
    /** State sizes, ascending; two groups of equal size are two entries. */
    final List<ModelSize> sizes;
    /** Training lengths and seeds, planned or run, ascending. */
    final List<Integer> lengths;
    final List<Long> seeds;
    private final Map<String, TrialRow> trials;
    private final Map<String, String> labels;
    private final Map<String, Double> excess;
    private final boolean severalDatasets;

    /** @throws IllegalArgumentException if {@code sweep.json} is no JSON */
    Study(Report.Data data) {
        this.data = data;
        try {
            sweep = JSON.readTree(data.sweepJson());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("sweep.json is not valid JSON: " + e.getOriginalMessage(), e);
        }
        configuration = sweep.path("config");
        sizes = data.trials().stream().map(ModelSize::of).distinct().sorted(BY_STATE_SIZE).toList();
        labels = GroupText.shortLabels(sizes.stream().map(ModelSize::group).toList());
        severalDatasets = sizes.stream().map(ModelSize::dataset).distinct().count() > 1;
        lengths = values("length", data.trials().stream().map(trial -> (long) trial.trainLength()))
                .map(Long::intValue).toList();
        seeds = values("seed", data.trials().stream().map(TrialRow::seed)).toList();
        trials = data.trials().stream().collect(Collectors.toMap(TrialRow::trialId, trial -> trial,
                (first, second) -> second));
        excess = data.analysis().outcomes().stream().collect(Collectors.toMap(outcome -> outcome.trial().trialId(),
                outcome -> outcome.collapse().worstExcess()));
    }

    /** The planned values of an axis of training, one or a list, and those that were run. */
    private Stream<Long> values(String axis, Stream<Long> run) {
        List<JsonNode> planned = new ArrayList<>(List.of(configuration.path("training").path(axis)));
        planned.get(0).forEach(planned::add);
        return Stream.concat(run, planned.stream().filter(JsonNode::isNumber).map(JsonNode::asLong)).distinct()
                .sorted();
    }

    /** What seeds are averaged over: trials that differ in nothing else. */
    record Model(ModelSize size, int trainLength) {

        static Model of(TrialRow trial) {
            return new Model(ModelSize.of(trial), trial.trainLength());
        }
    }

    /** The slice on which trials are tested for collapse. */
    String slice() {
        return data.analysis().criterion() == null ? Criterion.ALL : data.analysis().criterion().slice();
    }

    /** The trial of this id, or null where its row is not there (yet). */
    TrialRow trial(String id) {
        return trials.get(id);
    }

    /** {@code layers=4, S = 2,304}: what sets a group apart from the other groups, and its state size. */
    String nameOf(String group, long stateSize) {
        String label = labelOf(group);
        return (label.isEmpty() ? "" : label + ", ") + "S = " + Numbers.count(stateSize);
    }

    /** The same with its data where there are several; titles the size's panel in the figure of loss curves. */
    String nameOf(ModelSize size) {
        return (severalDatasets ? size.dataset() + ", " : "") + nameOf(size.group(), size.stateSize());
    }

    /** {@code S = 2,304, T = 64}. */
    String nameOf(Model model) {
        return nameOf(model.size()) + ", " + nameOf(model.trainLength());
    }

    /** {@code S = 2,304, T = 64, seed 0}. */
    String nameOf(TrialRow trial) {
        return nameOf(ModelSize.of(trial)) + ", " + lineOf(trial);
    }

    /** The label of the trial's line in the figure of loss curves: {@code T = 64, seed 0}. */
    static String lineOf(TrialRow trial) {
        return nameOf(trial.trainLength()) + ", seed " + trial.seed();
    }

    static String nameOf(int trainLength) {
        return trainLength == 0 ? "T unknown" : "T = " + Numbers.tokens(trainLength);
    }

    /** {@code layers=4}: what sets a group apart from the other groups; empty for a single one. */
    String labelOf(String group) {
        return labels.getOrDefault(group == null ? "" : group, "");
    }

    /** The label of a size, or its state size where there is none or no room for it. */
    String tickOf(ModelSize size) {
        String label = labelOf(size.group());
        return label.isEmpty() || label.length() > LONGEST_TICK ? "S = " + Numbers.count(size.stateSize()) : label;
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

    /** Loss of held-out data without mitigation, where trials are tested for collapse. */
    Stream<CurveRow> tested() {
        return data.curves().stream().filter(row -> "heldout".equals(row.probe()) && slice().equals(row.slice())
                && row.mitigation().equals(NONE));
    }

    /** One name first, the others by alphabet. */
    static Comparator<String> first(String name) {
        return Comparator.comparing((String other) -> !other.equals(name)).thenComparing(other -> other);
    }

    /** That only some are shown, or nothing where all are. */
    static String onlyFirst(int shown, int all, String what) {
        return shown >= all ? "" : "Only the first " + shown + " of " + all + " " + what + " are shown here.";
    }

    /** What the criterion compares with its limit, nats; null for a trial that could not be tested. */
    Double excess(TrialRow trial) {
        return excess.get(trial.trialId());
    }

    /** The colour of a training length, in the order of the lengths. */
    Ink ink(int trainLength) {
        return Ink.ordered(Math.max(0, lengths.indexOf(trainLength)), lengths.size());
    }

    /** A plot with an entry for each training length that some trial has. */
    LinePlot withLengths(LinePlot plot) {
        lengths.stream().filter(length -> data.trials().stream().anyMatch(trial -> trial.trainLength() == length))
                .forEach(length -> plot.legend(nameOf(length), ink(length), Style.MAIN));
        return plot;
    }
}
