package io.statecap.jobs.common;

import java.util.List;

/** Bad usage, configuration or input: what the command line answers with exit code 2 and without a stack trace. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems one sentence each, naming file, field, value and what is allowed; at least one */
    public UsageException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public UsageException(String problem) {
        this(List.of(problem));
    }

    /**
     * Checks an option's value.
     *
     * @param must what it must, to end a sentence without the full stop
     * @throws UsageException if that does not hold
     */
    public static void require(boolean holds, String option, Object value, String must) {
        if (!holds) {
            throw new UsageException(option + " is " + value + ", but must " + must + ".");
        }
    }

    /** All that is wrong, in the order of the input. */
    public List<String> problems() {
        return problems;
    }
}
