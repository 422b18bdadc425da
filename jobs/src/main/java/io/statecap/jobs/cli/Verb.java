package io.statecap.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** One verb, which prints to the console of the command above it. */
abstract class Verb implements Callable<Integer> {

    @ParentCommand
    private StatecapCommand statecap;

    final Console console() {
        return statecap.console();
    }
}
