package io.statecap.model.io;

import java.nio.ByteBuffer;

/** How a number is stored, little-endian; named as safetensors names it. */
public enum ElementType {
    F64(8), F32(4), F16(2), BF16(2), I64(8), I32(4);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes an element. */
    public int bytes() {
        return bytes;
    }

    boolean floating() {
        return this != I64 && this != I32;
    }

    /** Rounds each element to the nearest float; a double beyond the floats becomes infinite. */
    void decode(ByteBuffer from, float[] target, int offset, int count) {
        if (this == F32) {
            from.asFloatBuffer().get(target, offset, count);
            return;
        }
        for (int i = offset; i < offset + count; i++) {
            target[i] = switch (this) {
                case F64 -> (float) from.getDouble();
                case F32 -> from.getFloat();
                case F16 -> halfToFloat(from.getShort());
                case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
                case I64 -> from.getLong();
                case I32 -> from.getInt();
            };
        }
    }

    /** The exact value of an IEEE 754 binary16; a NaN keeps its sign and payload. */
    private static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int floatExponent = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | floatExponent << 23 | fraction << 13);
    }
}
