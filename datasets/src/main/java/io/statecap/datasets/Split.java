package io.statecap.datasets;

/** Training data, and data that no training ever sees. */
public enum Split {
    TRAIN,
    HELD_OUT
}
