package io.statecap.model.engine;

/** Receives the loss of one scored row of a piece. */
@FunctionalInterface
public interface LossSink {

    /**
     * @param row     sequence · length + position in the piece
     * @param loss    nats
     * @param correct whether the target was the most likely token; of equally likely ones that is the smallest
     */
    void accept(int row, double loss, boolean correct);
}
