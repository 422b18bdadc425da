package io.statecap.model.engine;

/** Called with a layer's activations over a piece while they are in the buffers of the forward pass. */
@FunctionalInterface
public interface LayerObserver {

    /** Does nothing. */
    LayerObserver NONE = view -> { };

    /** Called for each layer of each piece, in order. The view's arrays are only valid during the call. */
    void layer(LayerView view);
}
