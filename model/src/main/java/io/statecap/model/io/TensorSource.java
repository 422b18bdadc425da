package io.statecap.model.io;

import io.statecap.model.ParameterReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Named tensors that are read on demand, so that weights are never held twice. Reading is thread-safe.
 * Every method that takes a name throws {@link ModelFormatException} where there is no such tensor.
 */
public class TensorSource implements Closeable {

    /** Elements read at a time. */
    static final int BLOCK = 1 << 18;

    /** Takes {@code count} elements of a tensor, from element {@code from} on. */
    public interface Block {
        void accept(long from, float[] values, int count) throws IOException;
    }

    private final String description;
    private final Map<String, Tensor> tensors;
    private final Closeable resource;

    /** @param resource closed with this */
    TensorSource(String description, Map<String, Tensor> tensors, Closeable resource) {
        this.description = description;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.resource = resource;
    }

    /** Floats of parameters in memory or on a device. Closing it closes nothing. */
    public static TensorSource of(String description, Map<String, Shape> shapes, ParameterReader reader) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> tensors.put(name, new Tensor(ElementType.F32, shape,
                (from, target, offset, count) -> reader.read(name, from, target, offset, count))));
        return new TensorSource(description, tensors, () -> { });
    }

    /** Name of the source in messages: its file or directory. */
    public String description() {
        return description;
    }

    /** Unmodifiable; in the order of the file. */
    public Set<String> names() {
        return tensors.keySet();
    }

    public Shape shape(String name) throws ModelFormatException {
        return tensor(name).shape();
    }

    /**
     * Reads {@code count} elements from element {@code from} (row-major) into {@code target} at {@code offset},
     * each rounded to float.
     *
     * @throws IndexOutOfBoundsException where tensor or target has no such range
     */
    public void read(String name, long from, float[] target, int offset, int count) throws IOException {
        Tensor tensor = tensor(name);
        Objects.checkFromIndexSize(from, (long) count, tensor.shape().elements());
        Objects.checkFromIndexSize(offset, count, target.length);
        tensor.values().read(from, target, offset, count);
    }

    /** A copy of a whole tensor, of at most 2³¹ − 1 elements. */
    public float[] read(String name) throws IOException {
        float[] copy = new float[Math.toIntExact(shape(name).elements())];
        read(name, 0, copy, 0, copy.length);
        return copy;
    }

    /** Reads a whole tensor in blocks, one after another. */
    public void blocks(String name, Block block) throws IOException {
        Tensor tensor = tensor(name);
        long elements = tensor.shape().elements();
        float[] values = new float[(int) Math.min(BLOCK, elements)];
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            tensor.values().read(from, values, 0, count);
            block.accept(from, values, count);
        }
    }

    /** Adds a tensor's elements to a digest: as float32, big-endian. */
    public void update(MessageDigest digest, String name) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Float.BYTES);
        blocks(name, (from, values, count) -> {
            bytes.clear().asFloatBuffer().put(values, 0, count);
            digest.update(bytes.array(), 0, count * Float.BYTES);
        });
    }

    Tensor tensor(String name) throws ModelFormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelFormatException(description + " has no tensor " + Quote.of(name));
        }
        return tensor;
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }
}
