package io.statecap.jobs;

import io.statecap.jobs.cli.Console;
import io.statecap.jobs.cli.StatecapCommand;

/** Entry point of the application jar. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Figures are drawn into files; without this, Java would look for a screen.
        System.setProperty("java.awt.headless", "true");
        // ND4J's natives and those of CUDA come from different versions of JavaCPP's presets, which it would print.
        System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
        // Page-locked memory and mapped libraries are no sign of a leak; with its limit, JavaCPP would take them for one.
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes",
                System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0"));
        System.exit(StatecapCommand.run(Console.system(), args));
    }
}
