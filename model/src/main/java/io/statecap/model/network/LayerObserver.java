package io.statecap.model.network;

/** Looks at what a layer computed for a piece, while it is still in the buffers of the forward pass. */
@FunctionalInterface
public interface LayerObserver {

    /** Looks at nothing. */
    LayerObserver NONE = view -> { };

    /** Called for each layer of each piece, in order. The view's arrays are only valid during the call. */
    void layer(LayerView view);
}
