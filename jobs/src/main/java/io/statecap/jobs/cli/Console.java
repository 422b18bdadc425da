package io.statecap.jobs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Optional;

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
            inherited(Integer.parseInt(descriptor)).ifPresent(System::setErr);
        }
        String term = System.getenv("TERM");
        // Java tells whether both ends are a terminal; with redirected output, plain lines are the safe choice.
        return new Console(System.out, System.err, System.console() != null && term != null && !term.equals("dumb"));
    }

    /**
     * A stream that the process was started with. Opening its path would begin at a place of its own in a file that
     * others write to as well, so this takes the descriptor itself, for which Java has no public way.
     */
    private static Optional<PrintStream> inherited(int number) {
        try {
            Constructor<FileDescriptor> ofNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
            ofNumber.setAccessible(true);
            return Optional.of(new PrintStream(new FileOutputStream(ofNumber.newInstance(number)), true));
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            // The JVM's own stream does as well.
            return Optional.empty();
        }
    }
}
