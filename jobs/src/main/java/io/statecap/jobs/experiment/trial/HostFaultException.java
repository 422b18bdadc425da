package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.common.HostName;
import io.statecap.model.engine.DeviceException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A machine failed an attempt at a trial: memory, linkage, files, a device. Not a result: the trial is tried again,
 * elsewhere where there is an elsewhere. Carries no cause, since Spark ends a JVM for some of them.
 */
public final class HostFaultException extends Exception {

    private static final long serialVersionUID = 1L;

    HostFaultException(Throwable fault) {
        super(FailureLog.reason(fault) + " (on " + HostName.current() + ")");
    }

    /** Whether an error, or what caused it, is the machine's and not the trial's. */
    static boolean isIn(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError || cause instanceof LinkageError || cause instanceof IOException
                    || cause instanceof UncheckedIOException || cause instanceof DeviceException) {
                return true;
            }
        }
        return false;
    }
}
