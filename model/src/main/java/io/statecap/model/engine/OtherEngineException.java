package io.statecap.model.engine;

import java.io.IOException;

/** A training checkpoint is sound, but of another engine or precision than the one that was to resume it. */
public class OtherEngineException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message one sentence that names both */
    public OtherEngineException(String message) {
        super(message);
    }
}
