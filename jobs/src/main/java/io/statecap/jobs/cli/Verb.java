package io.statecap.jobs.cli;

import io.statecap.jobs.common.HostSetup;
import io.statecap.jobs.common.UsageException;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** One verb, which prints to the console of the command above it. */
abstract class Verb implements Callable<Integer> {

    /** Verbs that train or read a model. */
    private static final Set<Class<? extends Verb>> NEED_KERNELS = Set.of(PlanCommand.class, SweepCommand.class,
            TrainCommand.class, ScoreCommand.class, ProbeCommand.class);

    @ParentCommand
    private StatecapCommand statecap;

    @Override
    public final Integer call() throws Exception {
        if (NEED_KERNELS.contains(getClass())
                && ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            throw new UsageException("this JVM was started without the Vector API, which the kernels need: give java"
                    + " the option --add-modules=jdk.incubator.vector (bin/statecap and Spark do so by themselves).");
        }
        HostSetup.prepare();
        return run();
    }

    /** Returns the exit code. */
    abstract int run() throws Exception;

    final Console console() {
        return statecap.console();
    }
}
