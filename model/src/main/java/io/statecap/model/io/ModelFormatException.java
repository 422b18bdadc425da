package io.statecap.model.io;

import java.io.IOException;

/** A file of a model or training is damaged, hostile or not supported; the message is one sentence for the user. */
public class ModelFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
