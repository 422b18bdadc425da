package io.statecap.cuda.read;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.HostBuffer;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.network.DeviceReader;
import io.statecap.cuda.network.DeviceStates;
import io.statecap.cuda.network.DeviceWeights;
import io.statecap.cuda.network.HostCopy;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.Inference.LayerObserver;
import io.statecap.model.engine.Inference.LossSink;
import io.statecap.model.engine.StartStates;
import io.statecap.model.kernel.ForgetScaling;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Reads on a GPU, on a stream of its own. */
final class CudaInference implements Inference {

    private final Gpu gpu;
    private final Mamba2Config config;
    private final int sequences;
    private final int length;
    private final Stream stream;
    private final DeviceArena arena;
    private final DeviceReader reader;
    private final DeviceStates states;
    /** Tokens, or rows to score and their number, targets, losses, most likely tokens: 32 bits, [rows] each. */
    private final HostBuffer host;
    private final int rows;
    private final long device;

    CudaInference(Gpu gpu, Arithmetic arithmetic, DeviceWeights weights, int sequences, int length,
                  Mitigation mitigation) {
        this.gpu = gpu;
        this.sequences = sequences;
        this.length = length;
        config = weights.config();
        rows = Math.multiplyExact(sequences, length);
        ForgetScaling scaling = mitigation instanceof Mitigation.Forget forget
                ? new ForgetScaling(Math.log(forget.decay()), (float) forget.input()) : ForgetScaling.NONE;
        gpu.use();
        stream = new Stream(gpu);
        arena = new DeviceArena(gpu);
        try {
            Blas blas = new Blas(stream, arena, arithmetic);
            reader = new DeviceReader(stream, arena, blas, arithmetic, weights, sequences, length, scaling);
            states = new DeviceStates(arena, config, sequences);
            device = arena.allocate(bytes());
            host = new HostBuffer(gpu, bytes());
        } catch (RuntimeException e) {
            stream.settle();
            arena.close();
            stream.close();
            throw e;
        }
        gpu.use();
        states.clear(stream);
    }

    private long bytes() {
        return (5L * rows + 1) * Integer.BYTES;
    }

    private long at(int part) {
        return device + (long) part * rows * Integer.BYTES;
    }

    @Override
    public void start(int sequence, StartStates from, int index) {
        gpu.use();
        if (from.isEmpty()) {
            states.clear(stream, sequence);
        } else {
            states.upload(new HostCopy(stream), sequence, from, index);
        }
    }

    @Override
    public void read(int[] tokens, int pieceLength, LayerObserver observer) {
        int count = sequences * pieceLength;
        if (pieceLength > length || tokens.length < count) {
            throw new IllegalArgumentException("a piece of " + pieceLength + " tokens, where at most " + length
                    + " are allowed, or fewer tokens than sequences x length");
        }
        for (int i = 0; i < count; i++) {
            if (tokens[i] < 0 || tokens[i] >= config.vocabulary()) {
                throw new IllegalArgumentException("token id " + tokens[i] + " at position " + i % pieceLength
                        + " is outside the vocabulary, 0 to " + (config.vocabulary() - 1));
            }
        }
        host.awaitCopied();
        host.bytes().asIntBuffer().put(0, tokens, 0, count);
        host.copyTo(stream, device, (long) count * Integer.BYTES);
        reader.read(device, pieceLength, states, observer);
    }

    @Override
    public void losses(int[] targets, int[] ages, int pieceLength, LossSink sink) {
        int[] index = new int[sequences * pieceLength];
        int count = 0;
        for (int row = 0; row < index.length; row++) {
            if (ages[row] != TokenStream.NOT_SCORED) {
                index[count++] = row;
            }
        }
        int[] wanted = new int[count];
        for (int i = 0; i < count; i++) {
            wanted[i] = targets[index[i]];
        }
        int[] likely = score(index, count, wanted);
        FloatBuffer losses = host.bytes().asFloatBuffer();
        for (int i = 0; i < count; i++) {
            sink.accept(index[i], losses.get(3 * rows + 1 + i), likely[i] == wanted[i]);
        }
    }

    @Override
    public int[] mostLikely(int pieceLength) {
        int[] index = new int[sequences];
        for (int sequence = 0; sequence < sequences; sequence++) {
            index[sequence] = (sequence + 1) * pieceLength - 1;
        }
        return score(index, sequences, null);
    }

    /** Most likely tokens after rows; losses come to the fourth part of the host's memory, after the number. */
    private int[] score(int[] index, int count, int[] targets) {
        int[] likely = new int[count];
        if (count > 0) {
            host.awaitCopied();
            IntBuffer ints = host.bytes().asIntBuffer();
            ints.put(rows, count);
            ints.put(rows + 1, index, 0, count);
            if (targets != null) {
                ints.put(2 * rows + 1, targets, 0, count);
            }
            long number = at(1);
            long rest = Integer.BYTES;
            host.copyTo(stream, device, (3L * rows + 1) * Integer.BYTES);
            reader.score(number + rest, number, count, targets == null ? 0 : at(2) + rest, at(3) + rest,
                    at(4) + rest);
            // Losses and most likely tokens, from the last multiple of 16 bytes before them.
            long from = 3L * rows * Integer.BYTES / 16 * 16;
            host.copyFrom(stream, device + from, from, bytes() - from);
            stream.synchronize();
            ints.get(4 * rows + 1, likely, 0, count);
        }
        return likely;
    }

    @Override
    public void copySequence(Inference from, int fromSequence, int sequence) {
        gpu.use();
        CudaInference other = (CudaInference) from;
        other.stream.synchronize();
        states.copySequence(stream, other.states, fromSequence, sequence);
        // The other may go on before this stream comes to the copy.
        stream.synchronize();
    }

    @Override
    public long heldBytes() {
        return arena.bytes();
    }

    @Override
    public void close() {
        gpu.use();
        stream.settle();
        host.close();
        arena.close();
        stream.close();
    }
}
