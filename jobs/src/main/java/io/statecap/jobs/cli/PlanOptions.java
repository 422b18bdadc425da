package io.statecap.jobs.cli;

import io.statecap.jobs.cli.output.PlanTable;
import io.statecap.jobs.common.Json;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.cost.Calibration;
import io.statecap.jobs.experiment.cost.DeviceShare;
import io.statecap.jobs.experiment.cost.MemoryLimit;
import io.statecap.jobs.experiment.cost.SweepPlan;
import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.model.engine.Precision;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** How a plan is made and printed, by the verb {@code plan} and by {@code sweep --dry-run}. */
class PlanOptions {

    private static final String ESTIMATED =
            "an estimate of the GPU's work from what was measured on such a one (docs/gpu.md)";

    @Option(names = "--json", description = "Print the plan as JSON instead of a table.")
    private boolean json;

    @Option(names = "--gflops", paramLabel = "RATE",
            description = "Sustained GFLOP/s of one trial; without it, this machine is timed for a few seconds, or,"
                + " for a GPU that it has not, the rate is estimated.")
    private Double gflops;

    @Option(names = "--executors", paramLabel = "N", description = "Spark executors. Default: 1.")
    private int executors = 1;

    @Option(names = "--cores", paramLabel = "N", description = "Cores of each. Default: this machine's.")
    private Integer cores;

    @Option(names = "--memory", paramLabel = "GIB",
            description = "Memory that the trials of an executor may use. Default: what a sweep would use here.")
    private Double memory;

    /**
     * Plans a sweep and prints the plan.
     *
     * @throws UsageException if an option or the configuration is not what it should be
     */
    final void print(ConfigurationInput configuration, Console console) throws IOException {
        check();
        SweepConfig config = configuration.bestEffort(note -> console.err().println("note: " + note));
        DeviceShare share = share(config);
        SweepPlan plan = SweepPlan.of(config, rate(config, share), machine(), share);
        if (json) {
            console.out().println(Json.text(plan));
        } else {
            console.show(PlanTable.text(plan));
        }
    }

    /** Null for the CPU. Sizes alone tell what a GPU would need, also where there is none. */
    private DeviceShare share(SweepConfig config) {
        EngineChoice choice = config.execution().engine();
        boolean asked = choice == EngineChoice.CUDA
                || config.trials().stream().anyMatch(trial -> trial.precision() != Precision.FLOAT32);
        return (asked ? Engines.provider(choice) : Engines.providerHere(choice))
                .map(provider -> DeviceShare.of(provider, config.trials(), config.execution())).orElse(null);
    }

    private Calibration rate(SweepConfig config, DeviceShare share) throws IOException {
        if (gflops != null) {
            return Calibration.stated(1e9 * gflops);
        }
        if (share != null && share.devices() == 0) {
            return new Calibration(trial -> share.referenceRate(trial, config.execution()), ESTIMATED);
        }
        int threads = config.execution().threads();
        Precision precision = config.trials().get(0).precision();
        Engines.requireHere(config.execution().engine(), List.of(precision));
        int sideBySide = share != null ? share.trialsPerDevice()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / threads);
        try (Lease lease = Engines.first(config.execution().engine(), precision)) {
            return Calibration.measure(lease.engine(), config.trials(), threads, sideBySide, share != null);
        }
    }

    private void check() {
        UsageException.require(gflops == null || gflops > 0 && Double.isFinite(gflops), "--gflops", gflops,
                "be a positive number");
        UsageException.require(cores == null || cores >= 1, "--cores", cores, "be 1 or more");
        UsageException.require(executors >= 1, "--executors", executors, "be 1 or more");
        UsageException.require(memory == null || memory > 0 && Double.isFinite(memory), "--memory", memory,
                "be a positive number of GiB");
    }

    private SweepPlan.Machine machine() {
        return new SweepPlan.Machine(executors, cores != null ? cores : Runtime.getRuntime().availableProcessors(),
                memory == null ? MemoryLimit.perTrial(1) : (long) (memory * (1L << 30)));
    }
}
