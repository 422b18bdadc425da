package io.statecap.cuda.network;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Stream;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.StartStates;

/**
 * States that sequences carry, on the device: per layer float32 [sequences, heads, headDim, dState] and the last inputs
 * of the convolution [sequences, dConv − 1, convChannels].
 */
public final class DeviceStates {

    private final Mamba2Config config;
    private final int sequences;
    private final long base;
    private final long stateElements;
    private final long historyElements;

    /** Contents are undefined: see {@link #clear(Stream)}. */
    public DeviceStates(DeviceArena arena, Mamba2Config config, int sequences) {
        this.config = config;
        this.sequences = sequences;
        stateElements = (long) config.dInner() * config.dState();
        historyElements = (long) (config.dConv() - 1) * config.convChannels();
        base = arena.allocate(bytes());
    }

    /** Bytes of all states. */
    public long bytes() {
        return config.layers() * sequences * (stateElements + historyElements) * Float.BYTES;
    }

    private long layer(int layer) {
        return base + layer * sequences * (stateElements + historyElements) * Float.BYTES;
    }

    /** States of a layer from a sequence on. */
    public long states(int layer, int sequence) {
        return layer(layer) + sequence * stateElements * Float.BYTES;
    }

    /** Inputs of the convolution of a layer from a sequence on; valid also where there are none. */
    long history(int layer, int sequence) {
        return layer(layer) + (sequences * stateElements + sequence * historyElements) * Float.BYTES;
    }

    public int sequences() {
        return sequences;
    }

    /** Zeros for all. */
    public void clear(Stream stream) {
        stream.zero(base, bytes());
    }

    /** Zeros for one sequence. */
    public void clear(Stream stream, int sequence) {
        for (int layer = 0; layer < config.layers(); layer++) {
            stream.zero(states(layer, sequence), stateElements * Float.BYTES);
            stream.zero(history(layer, sequence), Math.max(1, historyElements * Float.BYTES));
        }
    }

    /** The states of another object of the same model and number of sequences, without the histories if so asked. */
    public void copy(Stream stream, DeviceStates from, boolean withHistory) {
        for (int layer = 0; layer < config.layers(); layer++) {
            stream.copy(states(layer, 0), from.states(layer, 0), sequences * stateElements * Float.BYTES);
            if (historyElements > 0) {
                long bytes = sequences * historyElements * Float.BYTES;
                if (withHistory) {
                    stream.copy(history(layer, 0), from.history(layer, 0), bytes);
                } else {
                    stream.zero(history(layer, 0), bytes);
                }
            }
        }
    }

    /** One sequence of another object of the same model. */
    public void copySequence(Stream stream, DeviceStates from, int fromSequence, int sequence) {
        for (int layer = 0; layer < config.layers(); layer++) {
            stream.copy(states(layer, sequence), from.states(layer, fromSequence), stateElements * Float.BYTES);
            if (historyElements > 0) {
                stream.copy(history(layer, sequence), from.history(layer, fromSequence),
                        historyElements * Float.BYTES);
            }
        }
    }

    /** One sequence from a state in the CPU's layout, each [dState, dInner]. */
    public void upload(HostCopy copy, int sequence, StartStates from, int index) {
        for (int layer = 0; layer < config.layers(); layer++) {
            uploadLayer(copy, layer, sequence, from.states()[layer], from.history()[layer], index);
        }
    }

    /** One sequence of a layer from number {@code index} of arrays in the CPU's layout. */
    public void uploadLayer(HostCopy copy, int layer, int sequence, float[] states, float[] history, int index) {
        int size = Math.toIntExact(stateElements);
        float[] transposed = new float[size];
        transpose(states, index * size, config.dState(), config.dInner(), transposed, 0);
        copy.toDevice(transposed, 0, size, states(layer, sequence));
        int kept = Math.toIntExact(historyElements);
        copy.toDevice(history, index * kept, kept, history(layer, sequence));
    }

    /** One sequence of a layer to number {@code index} of arrays in the CPU's layout; history may be null. */
    public void downloadLayer(HostCopy copy, int layer, int sequence, float[] states, float[] history, int index) {
        int size = Math.toIntExact(stateElements);
        float[] transposed = new float[size];
        copy.toHost(states(layer, sequence), transposed, 0, size);
        transpose(transposed, 0, config.dInner(), config.dState(), states, index * size);
        if (history != null) {
            int kept = Math.toIntExact(historyElements);
            copy.toHost(history(layer, sequence), history, index * kept, kept);
        }
    }

    private static void transpose(float[] from, int offset, int rows, int columns, float[] to, int toOffset) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                to[toOffset + column * rows + row] = from[offset + row * columns + column];
            }
        }
    }
}
