package io.statecap.cuda.network;

import io.statecap.cuda.device.Stream;
import io.statecap.model.ParameterReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies arrays between the heap and the device, a piece at a time; waits for each. */
public final class HostCopy {

    private static final int PIECE = 1 << 20;

    private final Stream stream;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(PIECE * Float.BYTES).order(ByteOrder.nativeOrder());

    public HostCopy(Stream stream) {
        this.stream = stream;
    }

    /** Copies {@code count} floats to an address. */
    public void toDevice(float[] from, int offset, int count, long to) {
        for (int at = 0; at < count; at += PIECE) {
            int n = Math.min(PIECE, count - at);
            bytes.asFloatBuffer().put(0, from, offset + at, n);
            stream.toDevice(to + (long) at * Float.BYTES, bytes, (long) n * Float.BYTES);
            stream.synchronize();
        }
    }

    /** Copies {@code count} floats from an address. */
    public void toHost(long from, float[] to, int offset, int count) {
        for (int at = 0; at < count; at += PIECE) {
            int n = Math.min(PIECE, count - at);
            stream.toHost(bytes, from + (long) at * Float.BYTES, (long) n * Float.BYTES);
            stream.synchronize();
            bytes.asFloatBuffer().get(0, to, offset + at, n);
        }
    }

    /** Copies all parameters to an array of them; what lies between them becomes zeros. */
    public void upload(ParameterLayout layout, ParameterReader parameters, long base) {
        stream.zero(base, layout.elements() * Float.BYTES);
        float[] piece = new float[PIECE];
        layout.shapes().forEach((name, shape) -> {
            long to = base + layout.offset(name) * Float.BYTES;
            for (long at = 0; at < shape.elements(); at += PIECE) {
                int count = (int) Math.min(PIECE, shape.elements() - at);
                parameters.read(name, at, piece, 0, count);
                toDevice(piece, 0, count, to + at * Float.BYTES);
            }
        });
    }

    /** Reads parameters from an array of them on the device. */
    public ParameterReader reader(ParameterLayout layout, long base) {
        return (name, from, target, offset, count) ->
                toHost(base + (layout.offset(name) + from) * Float.BYTES, target, offset, count);
    }
}
