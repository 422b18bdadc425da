package io.statecap.model.probe;

import java.util.Locale;

/** Quantities that control writing to the state and its decay. */
public enum GateQuantity {
    /** Δ after softplus; one value a head and token. */
    DT,
    /** exp(Δ·A), of the unchanged model, without any mitigation; one value a head and token. */
    DECAY,
    /** B after convolution and SiLU, without Δ; dState values a group and token. */
    B,
    /** x after convolution and SiLU, without Δ; headDim values a head and token. */
    X;

    /** Value of the column {@code quantity}. */
    public String column() {
        return this == B ? "B" : name().toLowerCase(Locale.ROOT);
    }
}
