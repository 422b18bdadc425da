package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One command line, run in this process.
 *
 * @param code exit code
 * @param out  standard output
 * @param err  standard error
 */
record CommandRun(int code, String out, String err) {

    static CommandRun of(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        int code = StatecapCommand.run(console, words);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What was said on standard error, without the empty lines. */
    List<String> complaints() {
        return err.lines().filter(line -> !line.isBlank()).toList();
    }

    /** Bad usage, configuration or input: one sentence that has all of these words, and no results. */
    CommandRun refused(String... words) {
        assertEquals(ExitCode.USAGE, code, err);
        assertEquals("", out);
        assertEquals(1, complaints().size(), err);
        for (String word : words) {
            assertTrue(err.contains(word), err);
        }
        return this;
    }
}
