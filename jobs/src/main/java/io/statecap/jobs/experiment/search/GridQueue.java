package io.statecap.jobs.experiment.search;

import io.statecap.jobs.experiment.config.Trial;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Every missing trial of a grid, the longest first: the short ones then fill the gaps at the end. */
public final class GridQueue implements TrialQueue {

    private final Deque<Trial> waiting;
    private final ToDoubleFunction<Trial> flops;
    private double waitingFlops;

    /**
     * @param trials the missing trials
     * @param flops  cost of a trial
     */
    public GridQueue(Collection<Trial> trials, ToDoubleFunction<Trial> flops) {
        List<Trial> longestFirst = trials.stream().sorted(Comparator.comparingDouble(flops).reversed()).toList();
        this.waiting = new ArrayDeque<>(longestFirst);
        this.flops = flops;
        this.waitingFlops = trials.stream().mapToDouble(flops).sum();
    }

    @Override
    public Optional<Trial> next() {
        Optional<Trial> next = Optional.ofNullable(waiting.poll());
        next.ifPresent(trial -> waitingFlops -= flops.applyAsDouble(trial));
        return next;
    }

    @Override
    public int remaining() {
        return waiting.size();
    }

    @Override
    public double remainingFlops() {
        return Math.max(0, waitingFlops);
    }
}
