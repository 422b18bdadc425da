package io.statecap.jobs.results.parquet;

import org.apache.parquet.io.ParquetDecodingException;

/**
 * A row of token Parquet.
 *
 * @param document 32 hexadecimal digits: the first 128 bits of the SHA-256 of the document's text
 * @param split    {@code train} or {@code held_out}
 * @param length   number of tokens
 * @param tokens   token ids, the separator after the document not included
 */
public record TokenDocument(String document, String split, int length, int[] tokens) {

    private static final String HELD_OUT = "held_out";

    /** @throws ParquetDecodingException if {@code length} is not that of {@code tokens} */
    public TokenDocument {
        if (length != tokens.length) {
            throw new ParquetDecodingException("document " + document + " has " + tokens.length
                    + " tokens, but length " + length);
        }
    }

    public TokenDocument(String document, boolean heldOut, int[] tokens) {
        this(document, heldOut ? HELD_OUT : "train", tokens.length, tokens);
    }

    /** Whether no training sees it. */
    public boolean heldOut() {
        return split.equals(HELD_OUT);
    }
}
