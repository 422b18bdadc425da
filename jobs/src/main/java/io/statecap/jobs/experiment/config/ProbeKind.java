package io.statecap.jobs.experiment.config;

import java.util.Locale;

/** What a probe measures. */
public enum ProbeKind {
    /** Loss against position on held-out data. */
    HELDOUT,
    /** Loss against position where one token is repeated for ever. */
    NEWLINES,
    /** Loss and accuracy against position by the age of what is to be recalled. */
    RECALL,
    /** Retrieval of one fact, by context length and depth. */
    PASSKEY,
    /** Statistics of each head's state along the position. */
    STATES,
    /** Statistics of each head's gates along the position. */
    GATES;

    /** Name on the command line and in tables. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it measures loss against position. */
    public boolean isCurve() {
        return this == HELDOUT || this == NEWLINES || this == RECALL;
    }

    /** Whether it looks into the layers. */
    public boolean isActivation() {
        return this == STATES || this == GATES;
    }
}
