package io.statecap.jobs.experiment.corpus;

import java.io.Closeable;
import java.io.IOException;

/** The documents of one part of the input, one after the other. */
public interface Documents extends Closeable {

    /**
     * The next document's content, usually UTF-8; null at the end.
     *
     * @throws CorpusInputException where the input cannot be used
     */
    byte[] next() throws IOException;
}
