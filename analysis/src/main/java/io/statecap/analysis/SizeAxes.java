package io.statecap.analysis;

import io.statecap.analysis.law.Variable;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * What the state size of a family varied by.
 *
 * @param varied values of each axis that varies
 * @param fixed  value of depth, width and state size of a channel where they do not
 * @param rivals what S may be mistaken for: what varies with it, but not in proportion to it
 */
public record SizeAxes(Map<String, TreeSet<Integer>> varied, Map<String, Integer> fixed, List<Variable> rivals) {

    private static final Map<String, ToIntFunction<TrialRow>> AXES = new LinkedHashMap<>();

    private static final List<String> SHOWN = List.of("layers", "dModel", "dState");

    static {
        AXES.put("layers", TrialRow::layers);
        AXES.put("dModel", TrialRow::dModel);
        AXES.put("dState", TrialRow::dState);
        AXES.put("headDim", TrialRow::headDim);
        AXES.put("expand", TrialRow::expand);
    }

    public static SizeAxes of(Family family) {
        List<TrialRow> trials = family.sizes().stream().map(size -> size.outcomes().get(0).trial()).toList();
        Map<String, TreeSet<Integer>> varied = new LinkedHashMap<>();
        Map<String, Integer> fixed = new LinkedHashMap<>();
        AXES.forEach((name, axis) -> {
            TreeSet<Integer> values = new TreeSet<>(trials.stream().map(axis::applyAsInt).toList());
            if (values.size() > 1) {
                varied.put(name, values);
            } else if (SHOWN.contains(name) && !values.isEmpty()) {
                fixed.put(name, values.first());
            }
        });
        List<Variable> rivals = new ArrayList<>(List.of(Variable.LAYERS, Variable.WIDTH, Variable.SIZE_A_LAYER));
        rivals.removeIf(rival -> !varied.containsKey(rival == Variable.WIDTH ? "dModel" : "layers")
                || distinct(trials, trial -> rival.of(trial) / trial.stateSize()) == 1
                || distinct(trials, rival::of) == 1);
        return new SizeAxes(varied, fixed, rivals);
    }

    private static long distinct(List<TrialRow> trials, ToDoubleFunction<TrialRow> value) {
        return trials.stream().mapToDouble(value).distinct().count();
    }

    /** For example {@code S by layers 1 to 8 at dModel 32, dState 16}; empty where nothing varies. */
    public String text() {
        if (varied.isEmpty()) {
            return "";
        }
        List<String> by = new ArrayList<>();
        varied.forEach((name, values) -> by.add(name + " " + values.first() + " to " + values.last()));
        List<String> at = new ArrayList<>();
        fixed.forEach((name, value) -> at.add(name + " " + value));
        return "S by " + String.join(", ", by) + (at.isEmpty() ? "" : " at " + String.join(", ", at));
    }

    /**
     * What sets a trial apart from others of its size axis: the value of the axis with the fewest values, where two or
     * more vary, for example {@code layers 4}; empty where only one does.
     */
    public String kind(TrialRow trial) {
        return varied.size() < 2 ? "" : varied.entrySet().stream()
                .min(Comparator.comparingInt(axis -> axis.getValue().size())).map(Map.Entry::getKey)
                .map(name -> name + " " + AXES.get(name).applyAsInt(trial)).orElseThrow();
    }

    /** That depth or width change with S, and whether the sweep can tell them apart; empty where neither does. */
    public String warning() {
        List<String> with = new ArrayList<>();
        if (varied.containsKey("layers")) {
            with.add("depth");
        }
        if (varied.containsKey("dModel")) {
            with.add("width");
        }
        if (with.isEmpty()) {
            return "";
        }
        String what = String.join(" and ", with);
        return varied.size() == 1 ? "S changes with " + what + " alone, so this sweep cannot tell one from the other."
                : (what.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + what.substring(1))
                + (with.size() > 1 ? " change" : " changes") + " with S.";
    }
}
