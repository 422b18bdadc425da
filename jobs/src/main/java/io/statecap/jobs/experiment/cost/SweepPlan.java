package io.statecap.jobs.experiment.cost;

import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.config.TrialLabels;
import io.statecap.model.cpu.CpuEngine;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that a sweep would do, without doing it.
 *
 * @param name           name of the sweep
 * @param search         {@code grid}, or {@code bisect}, which runs only some of the trials
 * @param flopsPerSecond rate that times are reckoned with, of one trial: the one that takes longest
 * @param rateSource     where that rate comes from
 * @param engine         what computes the trials
 * @param device         how trials share the GPUs of a machine; null on the CPU
 * @param trials         every cell of the grid
 * @param totals         all of them together
 */
public record SweepPlan(String name, String search, double flopsPerSecond, String rateSource, String engine,
                        DeviceShare device, List<Cell> trials, Totals totals) {

    public SweepPlan {
        trials = List.copyOf(trials);
    }

    /**
     * What a plan's time and memory are reckoned for.
     *
     * @param executors   Spark executors; 1 for this machine alone
     * @param cores       cores of each
     * @param memoryBytes memory that the trials of an executor may use together
     */
    public record Machine(int executors, int cores, long memoryBytes) {

        /** Trials that an executor runs at a time. */
        int slotsAnExecutor(int threads) {
            return Math.max(1, cores / threads);
        }

        /** Bytes that a trial may use. */
        long trialBytes(int threads) {
            return memoryBytes / slotsAnExecutor(threads);
        }
    }

    /**
     * One trial.
     *
     * @param trialId     its id
     * @param label       what distinguishes it within the sweep
     * @param stateSize   S, elements
     * @param tokens      tokens trained on
     * @param flops       operations of training and all probes
     * @param memoryBytes peak memory, without the JVM's own; on a GPU, of its own memory
     * @param leastMemoryBytes peak memory with blocks recomputed where that is allowed, one part of a probe at a time
     * @param fits        whether that is no more than a trial may use
     * @param diskBytes   results and largest checkpoint
     * @param seconds     time of one trial
     */
    public record Cell(String trialId, String label, String dataset, int dModel, int layers, int headDim, int expand,
                       int dState, long stateSize, long parameters, int trainLength, long seed, long tokens,
                       double flops, long memoryBytes, long leastMemoryBytes, boolean fits, long diskBytes,
                       double seconds) {}

    /**
     * All trials together.
     *
     * @param trials      their number
     * @param tokens      tokens trained on
     * @param flops       operations
     * @param memoryBytes peak memory of an executor when the largest run beside each other on its cores
     * @param diskBytes   disk
     * @param executors   Spark executors that the time is for
     * @param cores       cores of each
     * @param trialMemoryBytes memory that a trial may use
     * @param seconds     time with all cores busy
     */
    public record Totals(int trials, long tokens, double flops, long memoryBytes, long diskBytes, int executors,
                         int cores, long trialMemoryBytes, double seconds) {}

    /**
     * @param rate    of one trial
     * @param machine what trials share
     * @param device  how they share the GPUs of a machine; null on the CPU
     */
    public static SweepPlan of(SweepConfig config, Calibration rate, Machine machine, DeviceShare device) {
        List<Trial> trials = config.trials();
        TrialLabels labels = new TrialLabels(trials);
        List<Cell> cells = trials.stream().map(trial -> cell(trial, labels, config, rate, machine, device)).toList();
        int threads = config.execution().threads();
        int slotsAnExecutor = device == null ? machine.slotsAnExecutor(threads)
                : Math.max(1, device.devices()) * device.trialsPerDevice();
        double sum = cells.stream().mapToDouble(Cell::seconds).sum();
        int longest = IntStream.range(0, cells.size()).boxed()
                .max(Comparator.comparingDouble(i -> cells.get(i).seconds())).orElseThrow();
        long memory = cells.stream().map(Cell::memoryBytes).sorted(Comparator.reverseOrder())
                .limit(slotsAnExecutor)
                .mapToLong(Long::longValue).sum();
        Totals totals = new Totals(cells.size(), cells.stream().mapToLong(Cell::tokens).sum(),
                cells.stream().mapToDouble(Cell::flops).sum(), memory,
                cells.stream().mapToLong(Cell::diskBytes).sum(), machine.executors(), machine.cores(),
                device == null ? machine.trialBytes(threads) : device.deviceBytes(),
                Math.max(cells.get(longest).seconds(), sum / machine.executors() / slotsAnExecutor));
        return new SweepPlan(config.name(), config.search().name().toLowerCase(java.util.Locale.ROOT),
                rate.flopsPerSecond().applyAsDouble(trials.get(longest)), rate.source(),
                device == null ? CpuEngine.NAME : device.engine(), device, cells, totals);
    }

    private static Cell cell(Trial trial, TrialLabels labels, SweepConfig config, Calibration rate,
                             Machine machine, DeviceShare device) {
        TrialCost cost = TrialCost.of(trial, config.execution());
        var model = trial.model();
        var training = trial.training();
        long limit = machine.trialBytes(config.execution().threads());
        long memory = device == null ? cost.memoryBytes(limit) : device.bytesOf(trial, config.execution());
        long least = device == null ? cost.leastBytes() : memory;
        double flopsPerSecond = rate.flopsPerSecond().applyAsDouble(trial);
        return new Cell(trial.trialId(), labels.of(trial), trial.dataset(), model.dModel(), model.layers(),
                model.headDim(), model.expand(), model.dState(), model.stateSize(), model.parameters(),
                training.length(), training.seed(), training.tokens(), cost.flops(), memory, least,
                least <= (device == null ? limit : device.deviceBytes()), cost.diskBytes(),
                device == null ? cost.seconds(flopsPerSecond, limit) : cost.flops() / flopsPerSecond);
    }
}
