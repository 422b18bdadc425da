package io.statecap.model.probe;

import java.io.Serializable;

/**
 * How the losses of a sequence are averaged: over which positions, and whether losses from a fresh state go with them.
 *
 * @param trainLength training length to judge the model by, tokens: beyond it some of the same tokens are read a second
 *                    time, as {@link FreshPlan} says. 0 for none
 * @param buckets     positions to average over; the last edge is how far the sequence is read, tokens
 */
public record LossView(int trainLength, Buckets buckets) implements Serializable {

    /** Whether any position lies beyond the training length. */
    boolean hasFresh() {
        return trainLength > 0 && trainLength < buckets.length();
    }
}
