package io.statecap.jobs.cli;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out      results
 * @param err      progress, warnings and problems
 * @param terminal whether {@code err} is a terminal, on which lines can be redrawn
 */
public record Console(PrintStream out, PrintStream err, boolean terminal) {

    /** The process's own streams. */
    public static Console system() {
        String term = System.getenv("TERM");
        // Java tells whether both ends are a terminal; with redirected output, plain lines are the safe choice.
        return new Console(System.out, System.err, System.console() != null && term != null && !term.equals("dumb"));
    }
}
