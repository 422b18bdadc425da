package io.statecap.model.probe;

import java.io.Serializable;

/**
 * Retrieval at one context length and depth.
 *
 * @param contextLength tokens
 * @param depth         0 start … 1 end
 * @param distance      tokens from the end of the fact to the question, mean over samples, rounded
 * @param samples       prompts
 * @param correct       prompts whose answer was right
 */
public record PasskeyCell(long contextLength, double depth, long distance, int samples, int correct)
        implements Serializable {}
