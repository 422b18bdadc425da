package io.statecap.jobs.results.parquet;

/**
 * A row of token Parquet.
 *
 * @param document 32 hexadecimal digits: the first 128 bits of the SHA-256 of the document's text
 * @param heldOut  whether the column {@code split} is {@code held_out} rather than {@code train}
 * @param tokens   token ids, the separator after the document not included
 */
public record TokenDocument(String document, boolean heldOut, int[] tokens) {}
