package io.statecap.jobs.experiment.corpus;

/** Counts what a task finds in its input that is no document. */
public final class PassedOver {

    private long binary;
    private long withoutText;

    /** A file or entry that has a NUL byte, by which git, too, tells what is no text. */
    void binary() {
        binary++;
    }

    /** A row or line whose text is null. */
    void withoutText() {
        withoutText++;
    }

    public long binaries() {
        return binary;
    }

    public long withoutTexts() {
        return withoutText;
    }
}
