package io.statecap.model.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the safetensors format: collect tensors, then {@link #writeTo}. Equal content gives equal bytes, in whatever
 * order it was added: as the format's own writers do, wider types come first, then names in order, and the header is
 * padded with spaces so that the data start at a multiple of 8. Values are read only while writing.
 */
public final class SafetensorsWriter {

    /** Bytes given to the stream at a time. */
    private static final int BUFFER = 1 << 16;

    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private record Tensor(String name, ElementType type, Shape shape, Content content) {
        long bytes() {
            return Math.multiplyExact(shape.elements(), (long) type.bytes());
        }
    }

    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Tensor> tensors = new HashMap<>();

    /** Adds free text to the header. */
    public SafetensorsWriter metadata(String name, String value) {
        metadata.put(name, value);
        return this;
    }

    /** Adds a tensor of F32 that is asked for in pieces while writing. */
    public SafetensorsWriter floats(String name, Shape shape, TensorReader values) {
        return add(new Tensor(name, ElementType.F32, shape, out -> writeFloats(shape.elements(), values, out)));
    }

    /**
     * Adds a tensor of F32; the array is not copied.
     *
     * @throws IllegalArgumentException where shape and array differ in size
     */
    public SafetensorsWriter floats(String name, Shape shape, float[] values) {
        checkSize(name, shape, values.length);
        return floats(name, shape,
                (from, target, count) -> System.arraycopy(values, Math.toIntExact(from), target, 0, count));
    }

    /**
     * Adds a tensor of I64; the array is not copied.
     *
     * @throws IllegalArgumentException where shape and array differ in size
     */
    public SafetensorsWriter longs(String name, Shape shape, long[] values) {
        checkSize(name, shape, values.length);
        return add(new Tensor(name, ElementType.I64, shape, out -> writeLongs(values, out)));
    }

    private static void checkSize(String name, Shape shape, int length) {
        if (shape.elements() != length) {
            throw new IllegalArgumentException("tensor " + name + " of shape " + shape + " needs "
                    + shape.elements() + " values, not " + length);
        }
    }

    private SafetensorsWriter add(Tensor tensor) {
        if (tensor.name().equals("__metadata__") || tensors.putIfAbsent(tensor.name(), tensor) != null) {
            throw new IllegalArgumentException("the name " + tensor.name() + " is taken");
        }
        return this;
    }

    /** Writes everything; the stream is neither closed nor flushed. */
    public void writeTo(OutputStream out) throws IOException {
        List<Tensor> ordered = tensors.values().stream()
                .sorted(Comparator.comparingInt((Tensor t) -> -t.type().bytes()).thenComparing(Tensor::name))
                .toList();
        byte[] header = header(ordered);
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
        out.write(header);
        for (Tensor tensor : ordered) {
            tensor.content().write(out);
        }
    }

    private byte[] header(List<Tensor> ordered) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart("__metadata__");
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long position = 0;
            for (Tensor tensor : ordered) {
                long end = Math.addExact(position, tensor.bytes());
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", tensor.type().name());
                json.writeFieldName("shape");
                writeArray(json, tensor.shape().dimensions());
                json.writeFieldName("data_offsets");
                writeArray(json, List.of(position, end));
                json.writeEndObject();
                position = end;
            }
            json.writeEndObject();
        }
        byte[] text = bytes.toByteArray();
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    private static void writeArray(JsonGenerator json, List<Long> values) throws IOException {
        json.writeStartArray();
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    private static void writeFloats(long elements, TensorReader values, OutputStream out) throws IOException {
        float[] piece = new float[BUFFER / Float.BYTES];
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        for (long done = 0; done < elements; ) {
            int count = (int) Math.min(piece.length, elements - done);
            values.read(done, piece, count);
            buffer.clear().asFloatBuffer().put(piece, 0, count);
            out.write(buffer.array(), 0, count * Float.BYTES);
            done += count;
        }
    }

    private static void writeLongs(long[] values, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < values.length; ) {
            int count = Math.min(BUFFER / Long.BYTES, values.length - done);
            buffer.clear().asLongBuffer().put(values, done, count);
            out.write(buffer.array(), 0, count * Long.BYTES);
            done += count;
        }
    }
}
