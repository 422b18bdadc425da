package io.statecap.jobs.experiment.search;

import io.statecap.jobs.experiment.config.Search;
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
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Decides which trial is started next, the longest first: the short ones then fill the gaps at the end. A bisection
 * searches each line of the grid (all cells that differ in nothing but the training length) for its threshold by
 * {@link Bisection}, all lines at once; each has at most one trial under way, so that its outcome can steer the next.
 * In a plain grid each cell is a line of its own. Not safe for use by many threads.
 */
public final class TrialQueue {

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Cell> cells = new HashMap<>();
    /** Lines with a trial that can start now. */
    private final PriorityQueue<Line> ready = new PriorityQueue<>(Comparator
            .comparingDouble((Line line) -> -flops(line.next)).thenComparingInt(line -> line.order));
    private int remaining;
    private double remainingFlops;

    /**
     * @param trials every cell of the grid
     * @param held   reports of those that the results directory already holds
     * @param cost   operations of a trial
     */
    public TrialQueue(Search search, Collection<Trial> trials, Map<String, TrialReport> held,
                      ToDoubleFunction<Trial> cost) {
        for (List<Trial> lengths : trials.stream().collect(Collectors.groupingBy(
                trial -> search == Search.GRID ? trial.trialId()
                        : List.of(trial.dataset(), trial.group(), trial.training().seed()),
                LinkedHashMap::new, Collectors.toList())).values()) {
            Line line = new Line(lines.size(), lengths, cost);
            lines.add(line);
            line.trials.forEach(trial -> Optional.ofNullable(held.get(trial.trialId())).ifPresent(line::record));
            line.offer();
            count(line, 1);
        }
    }

    private void count(Line line, int sign) {
        remaining += sign * line.remaining();
        remainingFlops += sign * line.remaining() * line.meanFlops;
    }

    private record Cell(Line line, int index, double flops) {}

    /** All training lengths of one size and seed, ascending. */
    private final class Line {

        private final int order;
        private final List<Trial> trials;
        private final Bisection bisection;
        private final double meanFlops;
        private Trial next;
        private boolean busy;

        Line(int order, List<Trial> lengths, ToDoubleFunction<Trial> cost) {
            this.order = order;
            trials = lengths.stream().sorted(Comparator.comparingInt((Trial trial) -> trial.training().length()))
                    .toList();
            bisection = new Bisection(trials.size());
            for (int i = 0; i < trials.size(); i++) {
                cells.put(trials.get(i).trialId(), new Cell(this, i, cost.applyAsDouble(trials.get(i))));
            }
            meanFlops = trials.stream().mapToDouble(TrialQueue.this::flops).average().orElse(0);
        }

        void offer() {
            bisection.next().ifPresent(index -> {
                next = trials.get(index);
                ready.add(this);
            });
        }

        void record(TrialReport report) {
            bisection.record(cells.get(report.trialId()).index, outcome(report));
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

    /** Operations of a trial. */
    public double flops(Trial trial) {
        return cells.get(trial.trialId()).flops;
    }

    /** The trial to start now; empty if none can be started before another has finished. */
    public Optional<Trial> next() {
        Line line = ready.poll();
        if (line == null) {
            return Optional.empty();
        }
        count(line, -1);
        line.busy = true;
        count(line, 1);
        return Optional.of(line.next);
    }

    /** Takes note of a trial that this queue gave out. */
    public void finished(TrialReport report) {
        Line line = cells.get(report.trialId()).line;
        count(line, -1);
        line.busy = false;
        line.record(report);
        count(line, 1);
        line.offer();
    }

    /** Trials that are still to be given out: exactly in a grid, at most in a search. */
    public int remaining() {
        return remaining;
    }

    /** Operations of the trials that are still to be given out; an expectation in a search. */
    public double remainingFlops() {
        return Math.max(0, remainingFlops);
    }

    /** What the reader of the results should know, one sentence each; empty if nothing. */
    public List<String> remarks() {
        TrialLabels labels = new TrialLabels(lines.stream().flatMap(line -> line.trials.stream()).toList());
        return lines.stream().filter(line -> !line.bisection.monotone())
                .map(line -> "Outcomes are not monotone in the training length for "
                        + labels.ofLine(line.trials.get(0)) + ": a shorter length was healthy below one that collapsed,"
                        + " so bisection may have missed others; run the sweep with \"search\": \"grid\" to see all"
                        + " lengths.").toList();
    }
}
