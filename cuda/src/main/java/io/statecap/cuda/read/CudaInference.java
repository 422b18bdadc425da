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
import java.util.BitSet;

/** Reads on a GPU, on a stream of its own. */
final class CudaInference implements Inference {

    /** Parts of a piece, [rows] each, 32 bits an element. */
    private static final int TOKENS = 0;
    private static final int INDEX = 1;
    private static final int TARGETS = 2;
    private static final int LOSSES = 3;
    private static final int LIKELY = 4;
    private static final int PARTS = 5;

    /** Losses that the device was asked for. */
    private record Pending(HostBuffer host, int count, LossSink sink) {}

    private final Gpu gpu;
    private final Mamba2Config config;
    private final int sequences;
    private final int length;
    private final Stream stream;
    private final DeviceArena arena;
    private final DeviceReader reader;
    private final DeviceStates states;
    /**
     * Of a piece on the host: the number of rows to score, then the parts below. The other one's losses may still be
     * {@link #pending}.
     */
    private HostBuffer host;
    private HostBuffer other;
    /** The same on the device. */
    private final long device;
    private final int rows;
    private Pending pending;
    /** Sequences whose state is to become the empty one. */
    private final BitSet empty;
    /** States that sequences were last started from, and the same on the device. */
    private StartStates given = StartStates.EMPTY;
    private DeviceStates givenStates;

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
            host = hostBuffer();
            other = hostBuffer();
        } catch (RuntimeException e) {
            stream.settle();
            arena.close();
            stream.close();
            throw e;
        }
        empty = new BitSet(sequences);
        empty.set(0, sequences);
    }

    private HostBuffer hostBuffer() {
        HostBuffer buffer = new HostBuffer(gpu, bytes());
        arena.whenClosed(buffer::close);
        return buffer;
    }

    private long bytes() {
        return (long) at(PARTS) * Integer.BYTES;
    }

    /** Where a part begins, in elements: a multiple of 16 bytes. */
    private int at(int part) {
        return 4 + part * ((rows + 3) / 4 * 4);
    }

    private long address(int part) {
        return device + (long) at(part) * Integer.BYTES;
    }

    @Override
    public void start(int sequence, StartStates from, int index) {
        empty.set(sequence, from.isEmpty());
        if (!from.isEmpty()) {
            gpu.use();
            if (from != given) {
                givenStates = new DeviceStates(arena, config, from.count());
                HostCopy copy = new HostCopy(stream);
                for (int i = 0; i < from.count(); i++) {
                    givenStates.upload(copy, i, from, i);
                }
                given = from;
            }
            states.copySequence(stream, givenStates, index, sequence);
        }
    }

    /** All sequences at once where it can: they mostly start together. */
    private void clearEmpty() {
        if (empty.cardinality() == sequences) {
            states.clear(stream);
        } else {
            empty.stream().forEach(sequence -> states.clear(stream, sequence));
        }
        empty.clear();
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
        clearEmpty();
        host.bytes().asIntBuffer().put(at(TOKENS), tokens, 0, count);
        host.copyTo(stream, device, (long) (at(TOKENS) + count) * Integer.BYTES);
        reader.read(address(TOKENS), pieceLength, states, observer);
    }

    @Override
    public void losses(int[] targets, int[] ages, int pieceLength, LossSink sink) {
        gpu.use();
        IntBuffer ints = host.bytes().asIntBuffer();
        int count = 0;
        for (int row = 0; row < sequences * pieceLength; row++) {
            if (ages[row] != TokenStream.NOT_SCORED) {
                ints.put(at(INDEX) + count, row);
                ints.put(at(TARGETS) + count, targets[row]);
                count++;
            }
        }
        Pending before = pending;
        pending = null;
        if (count > 0) {
            score(count, true);
            pending = new Pending(host, count, sink);
            HostBuffer next = other;
            other = host;
            host = next;
        }
        deliver(before);
    }

    @Override
    public void finish() {
        Pending last = pending;
        pending = null;
        deliver(last);
    }

    private void deliver(Pending piece) {
        if (piece != null) {
            piece.host.awaitCopied();
            IntBuffer ints = piece.host.bytes().asIntBuffer();
            FloatBuffer floats = piece.host.bytes().asFloatBuffer();
            for (int i = 0; i < piece.count; i++) {
                piece.sink.accept(ints.get(at(INDEX) + i), floats.get(at(LOSSES) + i),
                        ints.get(at(LIKELY) + i) == ints.get(at(TARGETS) + i));
            }
        }
    }

    @Override
    public int[] mostLikely(int pieceLength) {
        gpu.use();
        IntBuffer ints = host.bytes().asIntBuffer();
        for (int sequence = 0; sequence < sequences; sequence++) {
            ints.put(at(INDEX) + sequence, (sequence + 1) * pieceLength - 1);
        }
        score(sequences, false);
        host.awaitCopied();
        int[] likely = new int[sequences];
        ints.get(at(LIKELY), likely);
        return likely;
    }

    /** Queues the scoring of rows, and the way of their losses and most likely tokens to the host. */
    private void score(int count, boolean withTargets) {
        host.bytes().asIntBuffer().put(0, count);
        host.copyTo(stream, device, (long) at(LOSSES) * Integer.BYTES);
        reader.score(address(INDEX), device, count, withTargets ? address(TARGETS) : 0, address(LOSSES),
                address(LIKELY));
        long from = (long) at(LOSSES) * Integer.BYTES;
        host.copyFrom(stream, device + from, from, bytes() - from);
    }

    @Override
    public void copySequence(Inference from, int fromSequence, int sequence) {
        gpu.use();
        CudaInference source = (CudaInference) from;
        source.clearEmpty();
        source.stream.synchronize();
        empty.clear(sequence);
        states.copySequence(stream, source.states, fromSequence, sequence);
        // The source may go on before this stream comes to the copy.
        stream.synchronize();
    }

    /** For measurements. */
    Stream stream() {
        return stream;
    }

    @Override
    public long heldBytes() {
        return arena.bytes();
    }

    @Override
    public void close() {
        gpu.use();
        stream.settle();
        arena.close();
        stream.close();
    }
}
