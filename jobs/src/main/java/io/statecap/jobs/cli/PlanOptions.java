package io.statecap.jobs.cli;

import io.statecap.jobs.cli.output.PlanTable;
import io.statecap.jobs.common.Json;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.cost.Calibration;
import io.statecap.jobs.experiment.cost.PlanMachine;
import io.statecap.jobs.experiment.cost.SweepPlan;
import io.statecap.model.cpu.CpuEngine;
import java.io.IOException;
import picocli.CommandLine.Option;

/** How a plan is made and printed, by the verb {@code plan} and by {@code sweep --dry-run}. */
class PlanOptions {

    @Option(names = "--json", description = "Print the plan as JSON instead of a table.")
    private boolean json;

    @Option(names = "--gflops", paramLabel = "RATE",
            description = "Sustained GFLOP/s of one trial; without it, this machine is timed for a few seconds.")
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
        SweepConfig config = IdentifiedSweep.bestEffort(configuration,
                note -> console.err().println("note: " + note));
        Calibration rate = gflops != null ? Calibration.stated(1e9 * gflops)
                : Calibration.measure(new CpuEngine(), config.trials(), config.execution().threads());
        SweepPlan plan = SweepPlan.of(config, rate, machine());
        if (json) {
            console.out().println(Json.text(plan));
        } else {
            console.show(PlanTable.text(plan));
        }
    }

    private void check() {
        if (gflops != null && !(gflops > 0 && Double.isFinite(gflops))) {
            throw new UsageException("--gflops is " + gflops + ", but must be a positive number.");
        }
        if (cores != null && cores < 1) {
            throw new UsageException("--cores is " + cores + ", but must be 1 or more.");
        }
        if (executors < 1) {
            throw new UsageException("--executors is " + executors + ", but must be 1 or more.");
        }
        if (memory != null && !(memory > 0 && Double.isFinite(memory))) {
            throw new UsageException("--memory is " + memory + ", but must be a positive number of GiB.");
        }
    }

    private PlanMachine machine() {
        PlanMachine here = PlanMachine.here(cores != null ? cores : Runtime.getRuntime().availableProcessors());
        return new PlanMachine(executors, here.cores(),
                memory == null ? here.memoryBytes() : (long) (memory * (1L << 30)));
    }
}
