package io.statecap.model.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the safetensors format: collect tensors, then {@link #writeTo}. All are F32. Equal content gives equal bytes,
 * in whatever order it was added: as the format's own writers do, names come in order, and the header is padded with
 * spaces so that the data start at a multiple of 8. Values are read only while writing.
 */
public final class SafetensorsWriter {

    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Tensor> tensors = new TreeMap<>();

    /** Adds free text to the header. */
    public SafetensorsWriter metadata(String name, String value) {
        metadata.put(name, value);
        return this;
    }

    /**
     * Adds all tensors of a source, {@code prefix} before their names.
     *
     * @throws IllegalArgumentException where there is a tensor of that name
     */
    public SafetensorsWriter add(String prefix, TensorSource source) throws ModelFormatException {
        for (String name : source.names()) {
            if ((prefix + name).equals("__metadata__")
                    || tensors.putIfAbsent(prefix + name, source.tensor(name)) != null) {
                throw new IllegalArgumentException("the name " + prefix + name + " is taken");
            }
        }
        return this;
    }

    /** Writes everything; the stream is neither closed nor flushed. */
    public void writeTo(OutputStream out) throws IOException {
        byte[] header = header();
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
        out.write(header);
        ByteBuffer bytes = ByteBuffer.allocate(TensorSource.BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        TensorSource source = new TensorSource("", tensors, () -> { });
        for (String name : tensors.keySet()) {
            source.blocks(name, (from, values, count) -> {
                bytes.clear().asFloatBuffer().put(values, 0, count);
                out.write(bytes.array(), 0, count * Float.BYTES);
            });
        }
    }

    private byte[] header() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode header = mapper.createObjectNode();
        if (!metadata.isEmpty()) {
            header.set("__metadata__", mapper.valueToTree(metadata));
        }
        long position = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Shape shape = entry.getValue().shape();
            long end = Math.addExact(position, Math.multiplyExact(shape.elements(), (long) Float.BYTES));
            ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", ElementType.F32.name());
            tensor.set("shape", mapper.valueToTree(shape.dimensions()));
            tensor.putArray("data_offsets").add(position).add(end);
            position = end;
        }
        byte[] text = mapper.writeValueAsBytes(header);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }
}
