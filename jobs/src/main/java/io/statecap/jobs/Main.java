package io.statecap.jobs;

import io.statecap.jobs.cli.Console;
import io.statecap.jobs.cli.StatecapCommand;

/** Entry point of the application jar. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Figures are drawn into files; without this, Java would look for a screen.
        System.setProperty("java.awt.headless", "true");
        System.exit(StatecapCommand.run(Console.system(), args));
    }
}
