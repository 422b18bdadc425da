package io.statecap.model.io;

import io.statecap.model.HeapParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Safetensors files in memory, good ones and others. */
final class SafetensorsBytes {

    private SafetensorsBytes() {}

    static byte[] of(SafetensorsWriter writer) throws IOException {
        var out = new ByteArrayOutputStream();
        writer.writeTo(out);
        return out.toByteArray();
    }

    /** A source of one tensor. */
    static TensorSource tensor(String name, Shape shape, float[] values) {
        return new HeapParameters(Map.of(name, shape), Map.of(name, values)).source();
    }

    static byte[] raw(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return raw(text.length, text, data);
    }

    static byte[] raw(long length, byte[] header, byte[] data) {
        return ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length).put(header).put(data).array();
    }
}
