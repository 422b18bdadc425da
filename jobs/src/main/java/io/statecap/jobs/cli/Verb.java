package io.statecap.jobs.cli;

import io.statecap.jobs.common.HostSetup;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** One verb, which prints to the console of the command above it. */
abstract class Verb implements Callable<Integer> {

    @ParentCommand
    private StatecapCommand statecap;

    @Override
    public final Integer call() throws Exception {
        HostSetup.prepare();
        return run();
    }

    /** Returns the exit code. */
    abstract int run() throws Exception;

    final Console console() {
        return statecap.console();
    }
}
