package io.statecap.jobs.results.files;

import java.io.IOException;

/** A kept model is not what was written; the message says what to do. */
public final class DamagedModelException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedModelException(String sentence) {
        super(sentence);
    }
}
