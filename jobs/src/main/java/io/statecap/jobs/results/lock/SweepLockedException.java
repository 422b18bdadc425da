package io.statecap.jobs.results.lock;

import java.io.IOException;

/** Another sweep works on the results directory; the message says which, in one sentence. */
public final class SweepLockedException extends IOException {

    private static final long serialVersionUID = 1L;

    public SweepLockedException(String message) {
        super(message);
    }
}
