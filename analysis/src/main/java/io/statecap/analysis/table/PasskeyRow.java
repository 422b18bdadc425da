package io.statecap.analysis.table;

import java.io.Serializable;

/** Passkey retrieval at one context length and depth. */
public record PasskeyRow(String trialId, String mitigation, Long step, long contextLength, double depth, long distance,
                         int samples, int correct) implements Serializable {}
