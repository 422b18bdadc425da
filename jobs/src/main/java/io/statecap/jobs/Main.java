package io.statecap.jobs;

import io.statecap.jobs.cli.Console;
import io.statecap.jobs.cli.StatecapCommand;

/** Entry point of the application jar. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(StatecapCommand.run(Console.system(), args));
    }
}
