package io.statecap.model.io;

import java.io.IOException;

/** A checkpoint that is damaged, hostile or not supported; the message is one sentence for the user. */
public class CheckpointFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    public CheckpointFormatException(String message) {
        super(message);
    }

    public CheckpointFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
