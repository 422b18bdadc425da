package io.statecap.model.engine;

/**
 * A device failed: out of its memory, lost, a hardware error. It says nothing about the model, so whatever was asked
 * for may be tried again, here or on another device. A training that diverges is no such error: its losses say so.
 */
public class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message one sentence: which device, what it was doing, what it answered */
    public DeviceException(String message) {
        super(message);
    }

    /** With what caused it. */
    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
