package io.statecap.jobs.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The verb {@code plan}. */
@Command(name = "plan", header = "Print every trial of a sweep and what it will cost.",
        description = {"Lists all cells of the grid with their sizes, estimated operations, memory, disk and time on "
            + "this machine. Trains nothing, writes nothing, starts no Spark. Times rest on a few seconds of "
            + "calibration, or on --gflops.", "Trials that need a GPU (training.precision tf32 or bf16, or "
            + "execution.engine cuda) are planned on one NVIDIA H100 where there is no GPU: device memory a trial, how "
            + "many run side by side, and an estimate of the time from rates measured on such a GPU."},
        footer = {"", "Examples:", "  statecap plan conf/quick.json",
            "  statecap plan conf/paper.json --gflops 1000 --executors 32 --cores 16 \\",
            "    --memory 100",
            "  statecap plan conf/paper.json --set training.precision=bf16",
            "  statecap plan conf/quick.json --json"})
final class PlanCommand extends Verb {

    @Mixin
    private ConfigurationInput configuration;

    @Mixin
    private PlanOptions options;

    @Override
    int run() throws IOException {
        options.print(configuration, console());
        return ExitCode.OK;
    }
}
