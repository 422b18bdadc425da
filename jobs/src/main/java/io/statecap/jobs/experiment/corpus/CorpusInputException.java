package io.statecap.jobs.experiment.corpus;

import java.io.IOException;

/** Input that cannot be used; the message is one sentence that names the file. Travels from tasks to the driver. */
public final class CorpusInputException extends IOException {

    private static final long serialVersionUID = 1L;

    CorpusInputException(String sentence) {
        super(sentence);
    }
}
