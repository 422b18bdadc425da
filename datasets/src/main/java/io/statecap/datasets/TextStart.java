package io.statecap.datasets;

/** Where a sequence of text starts. */
public enum TextStart {

    /**
     * At the first token of a document, each document equally likely. Short training sequences then show beginnings
     * only (licence headers, in program text), and loss depends on the position for that reason too.
     */
    DOCUMENT,

    /** At any token, each equally likely, so that text has the same distribution at every position of a sequence. */
    ANYWHERE
}
