package io.statecap.jobs.cli;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out      results
 * @param err      progress, warnings and problems
 * @param terminal whether {@code err} is a terminal, on which lines can be redrawn
 */
public record Console(PrintStream out, PrintStream err, boolean terminal) {

    /** File descriptor that bin/statecap opens to the real standard error; that of the JVM is filtered. */
    private static final String STDERR = "STATECAP_STDERR_FD";

    /** Says what the user should know although the command goes on. */
    void note(String sentence) {
        err.println("statecap: " + sentence);
    }

    /** The process's own streams. */
    public static Console system() {
        String descriptor = System.getenv(STDERR);
        if (descriptor != null && descriptor.matches("\\d")) {
            try {
                // Appending: a file that standard error was redirected to would be cut off otherwise.
                System.setErr(new PrintStream(new FileOutputStream("/dev/fd/" + descriptor, true), true));
            } catch (FileNotFoundException e) {
                // Not every kind of stream can be opened so; the JVM's own does as well.
            }
        }
        String term = System.getenv("TERM");
        // Java tells whether both ends are a terminal; with redirected output, plain lines are the safe choice.
        return new Console(System.out, System.err, System.console() != null && term != null && !term.equals("dumb"));
    }
}
