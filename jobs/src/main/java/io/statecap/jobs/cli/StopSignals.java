package io.statecap.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns SIGINT and SIGTERM into an orderly stop while it is open. A shutdown hook would not do: Spark and Hadoop close
 * their file systems in hooks of their own, at the same time.
 */
final class StopSignals implements AutoCloseable {

    private record Replaced(Signal signal, SignalHandler handler) {}

    private final List<Replaced> replaced = new ArrayList<>();

    private StopSignals() {}

    /** @param stop called at the first signal; a second one ends the process at once */
    static StopSignals handle(Runnable stop) {
        StopSignals signals = new StopSignals();
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
                signals.replaced.add(new Replaced(signal, Signal.handle(signal, handler)));
            } catch (IllegalArgumentException e) {
                // The JVM was told to leave this signal alone (-Xrs).
            }
        }
        return signals;
    }

    @Override
    public void close() {
        replaced.forEach(old -> Signal.handle(old.signal(), old.handler()));
    }
}
