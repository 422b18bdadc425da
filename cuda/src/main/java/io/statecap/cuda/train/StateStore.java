package io.statecap.cuda.train;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.network.DeviceStates;
import io.statecap.cuda.network.HostCopy;
import io.statecap.model.Mamba2Config;
import io.statecap.model.network.CarriedState;
import io.statecap.model.train.InitialStateSource;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.TrainingSettings;

/**
 * Initial states of each step, on the device. Carried and passed states stay there; those that are drawn are drawn by
 * the CPU's own source, so that they are the same numbers.
 */
final class StateStore {

    private final Mamba2Config config;
    private final InitialStates.Kind kind;
    private final Stream stream;
    /** Of the next step, and of the step before; null for zeros. */
    private final DeviceStates initial;
    private final DeviceStates last;
    private final InitialStateSource source;

    StateStore(Stream stream, DeviceArena arena, Mamba2Config config, TrainingSettings settings) {
        this.config = config;
        this.stream = stream;
        kind = settings.start().kind();
        boolean zero = kind == InitialStates.Kind.ZERO;
        initial = zero ? null : new DeviceStates(arena, config, settings.sequences());
        last = zero ? null : new DeviceStates(arena, config, settings.sequences());
        source = new InitialStateSource(config, zero ? small(settings) : settings, true);
        if (!zero) {
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

    /** Queues, or waits for, the initial states of a step. */
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
            case NOISE -> {
                source.before(step, documentStart);
                copy(false, initial);
            }
            case FITTED -> {
                download();
                source.before(step, documentStart);
                copy(false, initial);
            }
        }
    }

    /** Copies between the source's arrays and the device. */
    private void copy(boolean toHost, DeviceStates states) {
        HostCopy copy = new HostCopy(stream);
        CarriedState host = source.state();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int sequence = 0; sequence < states.sequences(); sequence++) {
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
            copy(true, last);
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
            copy(false, last);
        }
    }
}
