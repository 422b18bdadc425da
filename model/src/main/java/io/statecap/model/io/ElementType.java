package io.statecap.model.io;

import java.nio.ByteBuffer;

/** How a number is stored, little-endian; named as safetensors names it. */
public enum ElementType {
    F64(8, true) {
        @Override
        void decode(ByteBuffer from, float[] target, int offset, int count) {
            for (int i = 0; i < count; i++) {
                target[offset + i] = (float) from.getDouble();
            }
        }
    },
    F32(4, true) {
        @Override
        void decode(ByteBuffer from, float[] target, int offset, int count) {
            from.asFloatBuffer().get(target, offset, count);
        }
    },
    F16(2, true) {
        @Override
        void decode(ByteBuffer from, float[] target, int offset, int count) {
            for (int i = 0; i < count; i++) {
                target[offset + i] = halfToFloat(from.getShort());
            }
        }
    },
    BF16(2, true) {
        @Override
        void decode(ByteBuffer from, float[] target, int offset, int count) {
            for (int i = 0; i < count; i++) {
                target[offset + i] = Float.intBitsToFloat(from.getShort() << 16);
            }
        }
    },
    I64(8, false) {
        @Override
        void decode(ByteBuffer from, long[] target, int offset, int count) {
            from.asLongBuffer().get(target, offset, count);
        }
    },
    I32(4, false) {
        @Override
        void decode(ByteBuffer from, long[] target, int offset, int count) {
            for (int i = 0; i < count; i++) {
                target[offset + i] = from.getInt();
            }
        }
    };

    private final int bytes;
    private final boolean floating;

    ElementType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Bytes an element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are read as floats; otherwise as longs. */
    public boolean floating() {
        return floating;
    }

    /** Rounds each element to the nearest float; a double beyond the floats becomes infinite. */
    void decode(ByteBuffer from, float[] target, int offset, int count) {
        throw new UnsupportedOperationException(this + " is not read as floats");
    }

    void decode(ByteBuffer from, long[] target, int offset, int count) {
        throw new UnsupportedOperationException(this + " is not read as integers");
    }

    /** The exact value of an IEEE 754 binary16; a NaN keeps its sign and payload. */
    static float halfToFloat(short half) {
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
