package io.statecap.jobs.cli;

import io.statecap.analysis.view.Document;
import io.statecap.jobs.cli.output.MessageStream;
import io.statecap.jobs.cli.output.ResultStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Where a command writes.
 *
 * @param out        results
 * @param err        progress, warnings and problems
 * @param outColumns width of the terminal that shows the results; 0 if none does
 * @param errColumns width of the terminal that shows progress, on which lines can be redrawn; 0 if none does
 */
public record Console(ResultStream out, PrintStream err, IntSupplier outColumns, IntSupplier errColumns) {

    /** File descriptor that bin/statecap opens to the real standard error; that of the JVM is filtered. */
    private static final String STDERR = "STATECAP_STDERR_FD";

    public Console {
        err = new MessageStream(err);
    }

    /** Streams that no terminal shows. */
    public Console(PrintStream out, PrintStream err) {
        this(new ResultStream(out), err, () -> 0, () -> 0);
    }

    /** Prints results for people, as wide as the terminal at most. */
    void show(Document text) {
        int columns = outColumns.getAsInt();
        out.print(text.text(columns == 0 ? Integer.MAX_VALUE : columns));
    }

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
        Terminal terminal = new Terminal();
        IntSupplier none = () -> 0;
        String term = System.getenv("TERM");
        boolean redraws = term != null && !term.equals("dumb");
        return new Console(new ResultStream(new FileOutputStream(FileDescriptor.out)), System.err,
                isTerminal("STDOUT") ? terminal : none, redraws && isTerminal("STDERR") ? terminal : none);
    }

    /** bin/statecap tells of each stream; without it Java knows whether both ends are one, else there is none. */
    private static boolean isTerminal(String stream) {
        String told = System.getenv("STATECAP_" + stream + "_TTY");
        return told == null ? System.console() != null : told.equals("true");
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
