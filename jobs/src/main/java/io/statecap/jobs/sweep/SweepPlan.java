package io.statecap.jobs.sweep;

import io.statecap.jobs.config.SweepConfig;
import io.statecap.jobs.config.Trial;
import java.util.List;

/**
 * Everything that a sweep would do, without doing it.
 *
 * @param name           name of the sweep
 * @param search         {@code grid}, or {@code bisect}, which runs only some of the trials
 * @param flopsPerSecond rate that times are reckoned with, of one trial
 * @param rateSource     where that rate comes from
 * @param trials         every cell of the grid
 * @param totals         all of them together
 */
public record SweepPlan(String name, String search, double flopsPerSecond, String rateSource, List<Cell> trials,
                        Totals totals) {

    public SweepPlan {
        trials = List.copyOf(trials);
    }

    /**
     * One trial.
     *
     * @param trialId     its id
     * @param label       what distinguishes it within the sweep
     * @param stateSize   S, elements
     * @param tokens      tokens trained on
     * @param flops       operations of training and probe
     * @param memoryBytes peak memory, without the JVM's own
     * @param diskBytes   results and largest checkpoint
     * @param seconds     time on this machine
     */
    public record Cell(String trialId, String label, String dataset, int dModel, int layers, int headDim, int expand,
                       int dState, long stateSize, long parameters, int trainLength, long seed, long tokens,
                       double flops, long memoryBytes, long diskBytes, double seconds) {}

    /**
     * All trials together.
     *
     * @param trials      their number
     * @param tokens      tokens trained on
     * @param flops       operations
     * @param memoryBytes peak memory when the largest run beside each other on all cores
     * @param diskBytes   disk
     * @param cores       cores that the time is for
     * @param seconds     time with all cores busy
     */
    public record Totals(int trials, long tokens, double flops, long memoryBytes, long diskBytes, int cores,
                         double seconds) {}

    /** @param cores cores to share among trials */
    public static SweepPlan of(SweepConfig config, Calibration rate, int cores) {
        List<Trial> trials = config.trials();
        TrialLabels labels = new TrialLabels(trials);
        List<Cell> cells = trials.stream().map(trial -> cell(trial, labels, config, rate)).toList();
        int slots = Math.max(1, cores / config.execution().threads());
        double sum = cells.stream().mapToDouble(Cell::seconds).sum();
        double longest = cells.stream().mapToDouble(Cell::seconds).max().orElse(0);
        long memory = cells.stream().map(Cell::memoryBytes).sorted(java.util.Comparator.reverseOrder()).limit(slots)
                .mapToLong(Long::longValue).sum();
        Totals totals = new Totals(cells.size(), cells.stream().mapToLong(Cell::tokens).sum(),
                cells.stream().mapToDouble(Cell::flops).sum(), memory,
                cells.stream().mapToLong(Cell::diskBytes).sum(), cores, Math.max(longest, sum / slots));
        return new SweepPlan(config.name(), config.search().name().toLowerCase(java.util.Locale.ROOT),
                rate.flopsPerSecond(), rate.source(), cells, totals);
    }

    private static Cell cell(Trial trial, TrialLabels labels, SweepConfig config, Calibration rate) {
        TrialCost cost = TrialCost.of(trial, config.execution());
        var model = trial.model();
        var training = trial.training();
        return new Cell(trial.trialId(), labels.of(trial), trial.dataset(), model.dModel(), model.layers(),
                model.headDim(), model.expand(), model.dState(), model.stateSize(), model.parameters(),
                training.length(), training.seed(), training.tokens(), cost.flops(), cost.memoryBytes(),
                cost.diskBytes(), cost.flops() / rate.flopsPerSecond());
    }
}
