package io.statecap.cuda.driver;

import io.statecap.model.engine.DeviceException;

/** A call of CUDA, cuBLAS or NVRTC that failed. */
public final class CudaException extends DeviceException {

    private static final long serialVersionUID = 1L;
    private final int code;

    CudaException(String call, int code, String why) {
        super(call + " failed with " + code + " (" + why + ")");
        this.code = code;
    }

    /** The call's own error code. */
    public int code() {
        return code;
    }
}
