package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What all figures of one report share: its trials by id, the order and names of its sizes, the colours of its lengths. */
public final class Study {

    private static final Comparator<Size> BY_STATE_SIZE = Comparator.comparingLong(Size::stateSize)
            .thenComparing(Size::dataset).thenComparing(Size::group);

    private final ReportData data;
    private final SweepInfo sweep;
    private final Map<String, TrialRow> trialsById;
    private final List<Size> sizes;
    private final Map<Size, String> sizeNames;
    private final List<Integer> lengths;

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
        this.sizeNames = names(sizes);
        Set<Integer> allLengths = new TreeSet<>(sweep.trainLengths());
        data.trials().forEach(trial -> allLengths.add(trial.trainLength()));
        this.lengths = List.copyOf(allLengths);
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

    /** {@code S = 2,304}, with what tells it apart where several groups have that size. */
    public String nameOf(Size size) {
        return sizeNames.get(size);
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

    /** Of a trial, the largest of what the criterion compares, nats; null where it was not judged. */
    Double excess(TrialRow trial) {
        return data.excess().get(trial.trialId());
    }

    /** The colour of a training length: neighbours are told apart; ordered only where there are too many for that. */
    public Ink ink(int trainLength) {
        int index = Math.max(0, lengths.indexOf(trainLength));
        return lengths.size() <= Palette.DISTINCT ? Palette.unordered(index) : Palette.ordered(index, lengths.size());
    }

    static String keyOf(int trainLength) {
        return "T" + trainLength;
    }

    static String nameOf(int trainLength) {
        return trainLength == 0 ? "T unknown" : "T = " + Numbers.tokens(trainLength);
    }

    /** One entry a training length. */
    List<LegendEntry> lengthLegend() {
        List<LegendEntry> entries = new ArrayList<>();
        lengths.forEach(length -> entries.add(
                LegendEntry.line(keyOf(length), nameOf(length), ink(length), Mark.Weight.MAIN)));
        return entries;
    }

    private static Map<Size, String> names(List<Size> sizes) {
        Map<Size, String> names = new HashMap<>();
        boolean severalDatasets = sizes.stream().map(Size::dataset).distinct().count() > 1;
        for (Size size : sizes) {
            List<String> name = new ArrayList<>(List.of("S = " + Numbers.count(size.stateSize())));
            if (severalDatasets) {
                name.add(size.dataset());
            }
            name.addAll(ownParts(size, sizes));
            names.put(size, String.join(" · ", name));
        }
        return names;
    }

    /** The parts of a group's text that other groups of the same size and data do not have. */
    private static Set<String> ownParts(Size size, List<Size> sizes) {
        Set<String> own = parts(size.group());
        Set<String> shared = new LinkedHashSet<>(own);
        for (Size other : sizes) {
            if (other.stateSize() == size.stateSize() && other.dataset().equals(size.dataset())) {
                shared.retainAll(parts(other.group()));
            }
        }
        own.removeAll(shared);
        return own;
    }

    private static Set<String> parts(String group) {
        return Arrays.stream(group.split("[,;{}]+")).map(String::strip).filter(part -> !part.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
