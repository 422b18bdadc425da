package io.statecap.jobs.experiment.search;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.config.TrialLabels;
import io.statecap.jobs.experiment.trial.TrialReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Searches each line of the grid (all cells that differ in nothing but the training length) for its threshold by
 * {@link Bisection}, all lines at once: each has at most one trial under way, so that its outcome can steer the next.
 */
public final class BisectQueue implements TrialQueue {

    private final List<Line> lines;
    private final Map<String, Line> lineOf = new HashMap<>();
    private final ToDoubleFunction<Trial> flops;

    /**
     * @param trials every cell of the grid
     * @param held   reports of those that the results directory already holds
     * @param flops  cost of a trial
     */
    public BisectQueue(Collection<Trial> trials, Map<String, TrialReport> held, ToDoubleFunction<Trial> flops) {
        this.flops = flops;
        this.lines = trials.stream().collect(Collectors.groupingBy(
                trial -> List.of(trial.dataset(), trial.group(), trial.training().seed()), LinkedHashMap::new,
                Collectors.toList())).values().stream().map(Line::new).toList();
        for (Line line : lines) {
            for (Trial trial : line.trials) {
                lineOf.put(trial.trialId(), line);
                TrialReport report = held.get(trial.trialId());
                if (report != null) {
                    line.record(report);
                }
            }
        }
    }

    /** All training lengths of one size and seed, ascending. */
    private static final class Line {

        private final List<Trial> trials;
        private final Bisection bisection;
        private boolean busy;

        Line(List<Trial> cells) {
            trials = cells.stream().sorted(Comparator.comparingInt((Trial trial) -> trial.training().length()))
                    .toList();
            bisection = new Bisection(trials.size());
        }

        Optional<Trial> ready() {
            OptionalInt next = busy ? OptionalInt.empty() : bisection.next();
            return next.isPresent() ? Optional.of(trials.get(next.getAsInt())) : Optional.empty();
        }

        void record(TrialReport report) {
            for (int i = 0; i < trials.size(); i++) {
                if (trials.get(i).trialId().equals(report.trialId())) {
                    bisection.record(i, outcome(report));
                }
            }
        }

        private static Bisection.Outcome outcome(TrialReport report) {
            if (!report.ok() || report.collapsed() == null) {
                return Bisection.Outcome.FAILED;
            }
            return report.collapsed() ? Bisection.Outcome.COLLAPSED : Bisection.Outcome.HEALTHY;
        }

        int remaining() {
            return Math.max(0, bisection.remainingAtMost() - (busy ? 1 : 0));
        }
    }

    @Override
    public Optional<Trial> next() {
        Optional<Trial> longest = lines.stream().flatMap(line -> line.ready().stream())
                .max(Comparator.comparingDouble(flops));
        longest.ifPresent(trial -> lineOf.get(trial.trialId()).busy = true);
        return longest;
    }

    @Override
    public void finished(TrialReport report) {
        Line line = lineOf.get(report.trialId());
        line.busy = false;
        line.record(report);
    }

    @Override
    public int remaining() {
        return lines.stream().mapToInt(Line::remaining).sum();
    }

    @Override
    public double remainingFlops() {
        return lines.stream().mapToDouble(line -> line.remaining()
                * line.trials.stream().mapToDouble(flops).average().orElse(0)).sum();
    }

    @Override
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        TrialLabels labels = new TrialLabels(lines.stream().flatMap(line -> line.trials.stream()).toList());
        for (Line line : lines) {
            if (!line.bisection.monotone()) {
                remarks.add("Outcomes are not monotone in the training length for " + labels.ofLine(line.trials.get(0))
                        + ": a shorter length was healthy below one that collapsed, so bisection may have missed"
                        + " others; run the sweep with \"search\": \"grid\" to see all lengths.");
            }
        }
        return remarks;
    }
}
