package io.statecap.jobs.cli;

import io.statecap.jobs.UsageException;
import io.statecap.jobs.config.SweepConfig;
import io.statecap.jobs.sweep.Calibration;
import io.statecap.jobs.sweep.PlanMachine;
import io.statecap.jobs.sweep.SweepPlan;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code plan}. */
@Command(name = "plan", header = "Print every trial of a sweep and what it will cost.",
        description = {"Lists all cells of the grid with their sizes, estimated operations, memory, disk and time on "
            + "this machine. Trains nothing, writes nothing, starts no Spark. Times rest on a few seconds of "
            + "calibration, or on --gflops."},
        footer = {"", "Examples:", "  statecap plan conf/quick.json",
            "  statecap plan conf/paper.json --gflops 1000 --executors 32 --cores 16 --memory 100",
            "  statecap plan conf/quick.json --json"})
final class PlanCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ConfigurationInput configuration;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Option(names = "--gflops", paramLabel = "RATE",
            description = "Sustained GFLOP/s of one trial; without it, this machine is timed for a few seconds.")
    private Double gflops;

    @Option(names = "--executors", paramLabel = "N", description = "Spark executors. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private int executors;

    @Option(names = "--cores", paramLabel = "N", description = "Cores of each. Default: this machine's.")
    private Integer cores;

    @Option(names = "--memory", paramLabel = "GIB",
            description = "Memory that the trials of an executor may use. Default: what a sweep would use here.")
    private Double memory;

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
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
        SweepConfig config = IdentifiedSweep.asFarAsPossible(configuration,
                note -> console.err().println("note: " + note));
        Calibration rate = gflops != null ? Calibration.stated(1e9 * gflops)
                : Calibration.measure(config.trials(), config.execution().threads());
        SweepPlan plan = SweepPlan.of(config, rate, machine());
        if (json) {
            console.out().println(Json.text(plan));
        } else {
            console.out().print(PlanTable.text(plan));
        }
        return ExitCode.OK;
    }

    private PlanMachine machine() {
        PlanMachine here = PlanMachine.here(cores != null ? cores : Runtime.getRuntime().availableProcessors());
        return new PlanMachine(executors, here.cores(),
                memory == null ? here.memoryBytes() : (long) (memory * (1L << 30)));
    }
}
