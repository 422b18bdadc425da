package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Operand;
import io.statecap.cuda.device.Stream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Arrays of a check on the device, with its stream. Operands are float32 or bf16, by the arithmetic. */
final class DeviceArrays implements AutoCloseable {

    final Stream stream;
    final DeviceArena arena;
    private final boolean bf16;

    DeviceArrays(Gpu gpu, Arithmetic arithmetic) {
        stream = new Stream(gpu);
        arena = new DeviceArena(gpu);
        bf16 = arithmetic.bf16();
    }

    /** Normal numbers that the operands' type, or float32, holds. */
    static float[] random(SplittableRandom random, int size, double deviation, boolean bf16) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            float v = (float) random.nextGaussian(0, deviation);
            values[i] = bf16 ? toFloat(toBf16(v)) : v;
        }
        return values;
    }

    long operands(float[] values) {
        return upload(values, bf16);
    }

    /** The same of a type, rounded on the device. */
    long stored(Operand type, float[] values) {
        int count = (values.length + 3) / 4 * 4;
        long from = floats(Arrays.copyOf(values, count));
        if (type == Operand.FLOAT) {
            return from;
        }
        long to = arena.allocate((long) count * type.bytes());
        Rounding.run(stream, type, from, to, count);
        return to;
    }

    long floats(float[] values) {
        return upload(values, false);
    }

    long ints(int... values) {
        ByteBuffer buffer = direct(values.length * Integer.BYTES);
        buffer.asIntBuffer().put(values);
        return upload(buffer);
    }

    /** Memory for operands; undefined. */
    long operands(int count) {
        return arena.allocate((long) count * (bf16 ? 2 : 4));
    }

    private long upload(float[] values, boolean asBf16) {
        ByteBuffer buffer = direct(values.length * (asBf16 ? 2 : 4));
        for (float v : values) {
            if (asBf16) {
                buffer.putShort(toBf16(v));
            } else {
                buffer.putFloat(v);
            }
        }
        return upload(buffer.rewind());
    }

    private long upload(ByteBuffer buffer) {
        long address = arena.allocate(buffer.capacity());
        stream.toDevice(address, buffer, buffer.capacity());
        stream.synchronize();
        return address;
    }

    float[] readOperands(long address, int count) {
        return download(address, count, bf16);
    }

    float[] readFloats(long address, int count) {
        return download(address, count, false);
    }

    int[] readInts(long address, int count) {
        int[] values = new int[count];
        bytes(address, count * Integer.BYTES).asIntBuffer().get(values);
        return values;
    }

    private float[] download(long address, int count, boolean asBf16) {
        ByteBuffer buffer = bytes(address, count * (asBf16 ? 2 : 4));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = asBf16 ? toFloat(buffer.getShort()) : buffer.getFloat();
        }
        return values;
    }

    private ByteBuffer bytes(long address, int count) {
        ByteBuffer buffer = direct(count);
        stream.toHost(buffer, address, count);
        stream.synchronize();
        return buffer;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Rounded to the nearest. */
    private static short toBf16(float v) {
        int bits = Float.floatToRawIntBits(v);
        return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }

    private static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    @Override
    public void close() {
        stream.settle();
        arena.close();
        stream.close();
    }
}
