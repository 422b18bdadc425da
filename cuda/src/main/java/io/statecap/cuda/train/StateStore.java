package io.statecap.cuda.train;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.kernel.StateNoise;
import io.statecap.cuda.network.DeviceStates;
import io.statecap.cuda.network.HostCopy;
import io.statecap.datasets.SplitMix64;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.StartStates;
import io.statecap.model.network.CarriedState;
import io.statecap.model.train.InitialStateSource;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.TrainingSettings;

/** Initial states of each step, made on the device; on the host only for checkpoints and probes. */
final class StateStore {

    private final Mamba2Config config;
    private final InitialStates.Kind kind;
    private final Stream stream;
    /** Of the next step, and of the step before; null for zeros. */
    private final DeviceStates initial;
    private final DeviceStates last;
    private final StateNoise noise;
    private final long seed;
    private final InitialStateSource source;

    StateStore(Stream stream, DeviceArena arena, Mamba2Config config, TrainingSettings settings) {
        this.config = config;
        this.stream = stream;
        kind = settings.start().kind();
        boolean zero = kind == InitialStates.Kind.ZERO;
        initial = zero ? null : new DeviceStates(arena, config, settings.sequences());
        last = zero ? null : new DeviceStates(arena, config, settings.sequences());
        noise = zero ? null : new StateNoise(stream, arena, config, settings.sequences(), settings.start().noise());
        seed = settings.seed();
        source = new InitialStateSource(config, zero ? small(settings) : settings);
        if (!zero) {
            initial.clear(stream);
            last.clear(stream);
        }
    }

    /** Zeros need no states on the host either. */
    private static TrainingSettings small(TrainingSettings s) {
        return new TrainingSettings(s.length(), s.tokens(), s.length(), s.learningRate(), s.schedule(), s.warmup(),
                s.decay(), s.weightDecay(), s.beta1(), s.beta2(), s.epsilon(), s.clip(), s.seed(), s.start());
    }

    DeviceStates initial() {
        return initial;
    }

    DeviceStates last() {
        return last;
    }

    /** Queues the making of a step's initial states. */
    void prepare(long step, boolean[] documentStart) {
        switch (kind) {
            case ZERO -> { }
            case PASSED -> initial.copy(stream, last, false);
            case CARRIED -> {
                initial.copy(stream, last, true);
                for (int sequence = 0; sequence < documentStart.length; sequence++) {
                    if (documentStart[sequence]) {
                        initial.clear(stream, sequence);
                    }
                }
            }
            case NOISE -> draw(step);
            case FITTED -> {
                for (int layer = 0; layer < config.layers(); layer++) {
                    noise.fit(stream, layer, last.states(layer, 0));
                }
                draw(step);
            }
        }
    }

    private void draw(long step) {
        SplitMix64 random = InitialStateSource.random(seed, step);
        for (int layer = 0; layer < config.layers(); layer++) {
            noise.draw(stream, layer, initial.states(layer, 0), random);
        }
    }

    /** The first {@code most} initial states of a step. */
    StartStates first(long step, boolean[] documentStart, int most) {
        if (kind == InitialStates.Kind.ZERO) {
            return StartStates.EMPTY;
        }
        prepare(step, documentStart);
        CarriedState some = new CarriedState(config, Math.min(most, initial.sequences()));
        copy(true, initial, some);
        return some.first(some.sequences());
    }

    /** Copies as many states as the host's arrays hold, from the device or to it. */
    private void copy(boolean toHost, DeviceStates states, CarriedState host) {
        HostCopy copy = new HostCopy(stream);
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int sequence = 0; sequence < host.sequences(); sequence++) {
                if (toHost) {
                    states.downloadLayer(copy, layer, sequence, host.states(layer), host.history(layer), sequence);
                } else {
                    states.uploadLayer(copy, layer, sequence, host.states(layer), host.history(layer), sequence);
                }
            }
        }
    }

    /** The source with the states of the step before, as a checkpoint of the CPU holds them. */
    InitialStateSource download() {
        if (kind != InitialStates.Kind.ZERO) {
            copy(true, last, source.state());
        }
        return source;
    }

    /** The source, to be filled. */
    InitialStateSource source() {
        return source;
    }

    /** Takes over what the source was filled with. */
    void upload() {
        if (kind != InitialStates.Kind.ZERO) {
            copy(false, last, source.state());
        }
    }
}
