package io.statecap.model.engine;

/**
 * Runs a model over sequences of any length, side by side and piece by piece, with the state carried: memory does not
 * grow with the length. The same pieces give the same bits, whatever else runs. Any other split gives the same results
 * up to rounding in the engine's precision; on the CPU, all splits into multiples of {@link #CHUNK} give the same bits,
 * which products of a device do not: they depend on the number of rows. An instance belongs to one thread at a time.
 */
public interface Inference extends AutoCloseable {

    /** Tokens of a chunk: states exist where a multiple of it, or a piece, ends. */
    int CHUNK = 64;

    /** Called with a layer's activations over a piece while they are in the buffers of the forward pass. */
    @FunctionalInterface
    interface LayerObserver {

        /** Does nothing. */
        LayerObserver NONE = view -> { };

        /** Called for each layer of each piece, in order. The view's arrays are only valid during the call. */
        void layer(LayerView view);
    }

    /** Receives the loss of one scored row of a piece. */
    @FunctionalInterface
    interface LossSink {

        /**
         * @param row     sequence · length + position in the piece
         * @param loss    nats
         * @param correct whether the target was the most likely token; of equally likely ones that is the smallest
         */
        void accept(int row, double loss, boolean correct);
    }

    /**
     * One sequence to a state that it starts from, the empty one among them. A sliding window starts empty but for the
     * convolution's inputs.
     *
     * @param index from 0 to {@code states.count() − 1}; unused where {@code states} is empty
     */
    void start(int sequence, StartStates states, int index);

    /**
     * Reads a piece.
     *
     * @param tokens [sequences, length]
     * @throws IllegalArgumentException for a token outside the vocabulary, or a piece longer than this was opened for
     */
    default void read(int[] tokens, int length) {
        read(tokens, length, LayerObserver.NONE);
    }

    /** @param observer called after each layer */
    void read(int[] tokens, int length, LayerObserver observer);

    /**
     * Losses of predicting {@code targets} after the piece just read.
     *
     * @param targets [sequences, length]
     * @param ages    [sequences, length]; which targets count, see {@link io.statecap.datasets.TokenStream#read}
     * @param sink    is called for the targets that count, rows ascending: before this returns, or, so that the host
     *                is at work while a device reads on, in the next call of this or of {@link #finish}
     */
    void losses(int[] targets, int[] ages, int length, LossSink sink);

    /** Calls the sink of the losses that are still to come. */
    default void finish() {}

    /** The most likely token after the piece just read, for each sequence; of equally likely ones the smallest. */
    int[] mostLikely(int length);

    /**
     * Copies the state of one sequence of {@code from}, opened by the same model with the same mitigation, into a
     * sequence of this.
     */
    void copySequence(Inference from, int fromSequence, int sequence);

    /** Bytes of its own buffers and states, without the weights. */
    long heldBytes();

    /** Frees what is not on the heap. */
    @Override
    default void close() {}
}
