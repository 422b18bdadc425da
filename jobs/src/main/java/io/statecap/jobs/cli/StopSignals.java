package io.statecap.jobs.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns SIGINT and SIGTERM into an orderly stop while it is open. A shutdown hook would not do: Spark and Hadoop close
 * their file systems in hooks of their own, at the same time.
 */
final class StopSignals implements AutoCloseable {

    private final Map<Signal, SignalHandler> replaced = new HashMap<>();

    /** @param stop called at the first signal; a second one ends the process at once */
    StopSignals(Runnable stop) {
        AtomicBoolean stopping = new AtomicBoolean();
        SignalHandler handler = signal -> {
            if (stopping.getAndSet(true)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            }
            stop.run();
        };
        for (String name : List.of("INT", "TERM")) {
            Signal signal = new Signal(name);
            try {
                replaced.put(signal, Signal.handle(signal, handler));
            } catch (IllegalArgumentException e) {
                // The JVM was told to leave this signal alone (-Xrs).
            }
        }
    }

    @Override
    public void close() {
        replaced.forEach(Signal::handle);
    }
}
