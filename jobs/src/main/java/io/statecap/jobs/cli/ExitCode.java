package io.statecap.jobs.cli;

/** What the process tells its caller. */
public final class ExitCode {

    /** All done. */
    public static final int OK = 0;
    /** Something unexpected: a bug, or a machine that failed. */
    public static final int UNEXPECTED = 1;
    /** Bad usage, configuration or input; nothing was written. */
    public static final int USAGE = 2;
    /** The sweep ended, but some trials failed. */
    public static final int FAILED_TRIALS = 3;
    /** Interrupted; the same command goes on from there. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
