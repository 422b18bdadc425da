package io.statecap.benchmarks;

import io.statecap.model.Mamba2;
import io.statecap.model.Mitigation;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.engine.StartStates;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.Slice;
import java.util.List;

/** Loss against position with carried state, on one thread: what probes do. */
final class InferenceTimer {

    private static final int SEQUENCES = 8;
    private static final int WARM_UP_LENGTH = 4096;
    private static final double WARM_UP_SECONDS = 10;
    private static final int REPEATS = 5;

    private final PeerShape shape;

    InferenceTimer(PeerShape shape) {
        this.shape = shape;
    }

    /** Tokens per second, best of several probes of some sequences side by side, each about a second of work. */
    double tokensPerSecond() {
        try (Mamba2 model = Mamba2.initialise(shape.model(), 0)) {
            double rate = warmUp(model, SEQUENCES);
            long length = Math.max(WARM_UP_LENGTH, (long) rate / SEQUENCES);
            double best = 0;
            for (int i = 0; i < REPEATS; i++) {
                best = Math.max(best, SEQUENCES * length / probe(model, SEQUENCES, length));
            }
            return best;
        }
    }

    /** Seconds for the losses of one sequence of this length. */
    double secondsOf(long length) {
        try (Mamba2 model = Mamba2.initialise(shape.model(), 0)) {
            warmUp(model, 1);
            return probe(model, 1, length);
        }
    }

    /** Returns tokens per second of the last probe. */
    private double warmUp(Mamba2 model, int sequences) {
        long start = System.nanoTime();
        double seconds;
        do {
            seconds = probe(model, sequences, WARM_UP_LENGTH);
        } while ((System.nanoTime() - start) / 1e9 < WARM_UP_SECONDS);
        return (double) sequences * WARM_UP_LENGTH / seconds;
    }

    private double probe(Mamba2 model, int sequences, long length) {
        Buckets buckets = Buckets.geometric(shape.length(), length, 1);
        long start = System.nanoTime();
        LossProbe.Reader reader = new LossProbe.Reader(CpuModel.of(model), Mitigation.NONE, StartStates.EMPTY);
        for (int group = 0; group < LossProbe.groups(sequences); group++) {
            LossProbe.group(reader, shape.source(), sequences, group,
                    List.of(new LossView(0, buckets)), List.of(Slice.ALL), bytes -> {});
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
