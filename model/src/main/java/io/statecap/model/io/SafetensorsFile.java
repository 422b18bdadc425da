package io.statecap.model.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Reads the safetensors format: 8 bytes of header length, a JSON header, and the tensors' bytes without gaps. Every
 * claim of the header is checked when it is opened; see {@link SafetensorsHeader}.
 */
public final class SafetensorsFile implements TensorSource {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final ByteSource bytes;
    private final SafetensorsHeader header;

    private SafetensorsFile(ByteSource bytes, SafetensorsHeader header) {
        this.bytes = bytes;
        this.header = header;
    }

    /** Maps a file; it stays open until {@link #close}. */
    public static SafetensorsFile open(Path file) throws IOException {
        FileBytes bytes = FileBytes.open(file);
        try {
            return of(bytes);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** Reads from memory; the array is not copied. {@code description} names it in messages. */
    public static SafetensorsFile of(byte[] content, String description) throws IOException {
        return of(new ArrayBytes(description, content));
    }

    /** Reads the whole stream into memory, at most 2 GiB; the stream is not closed. */
    public static SafetensorsFile read(InputStream in, String description) throws IOException {
        byte[] content = in.readNBytes(LARGEST_ARRAY);
        if (content.length == LARGEST_ARRAY && in.read() >= 0) {
            throw new CheckpointFormatException(description + " has more than " + LARGEST_ARRAY
                    + " bytes, the most that is read from a stream; open it as a file");
        }
        return of(content, description);
    }

    private static SafetensorsFile of(ByteSource bytes) throws IOException {
        return new SafetensorsFile(bytes, SafetensorsHeader.read(bytes));
    }

    /** The free-text entries of the header ({@code __metadata__}); unmodifiable. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public String description() {
        return bytes.name();
    }

    @Override
    public Set<String> names() {
        return header.tensors().keySet();
    }

    @Override
    public Shape shape(String name) throws CheckpointFormatException {
        return tensor(name).shape();
    }

    @Override
    public ElementType elementType(String name) throws CheckpointFormatException {
        return tensor(name).type();
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) throws IOException {
        tensor(name, true).read(bytes, from, target, offset, count);
    }

    /** As {@link #read(String, long, float[], int, int)}, for tensors of integers. */
    public void read(String name, long from, long[] target, int offset, int count) throws IOException {
        tensor(name, false).read(bytes, from, target, offset, count);
    }

    /**
     * A whole tensor of integers.
     *
     * @throws CheckpointFormatException for another type, or more elements than an array holds
     */
    public long[] readLongs(String name) throws IOException {
        StoredTensor tensor = tensor(name, false);
        long elements = tensor.shape().elements();
        if (elements > LARGEST_ARRAY) {
            throw new CheckpointFormatException(description() + ": tensor " + Quote.of(name) + " of shape "
                    + tensor.shape() + " does not fit into one array; read it in pieces");
        }
        long[] values = new long[(int) elements];
        tensor.read(bytes, 0, values, 0, values.length);
        return values;
    }

    private StoredTensor tensor(String name, boolean floating) throws CheckpointFormatException {
        StoredTensor tensor = tensor(name);
        if (tensor.type().floating() != floating) {
            throw new CheckpointFormatException(description() + ": tensor " + Quote.of(name) + " is "
                    + tensor.type() + "; " + (floating ? "F64, F32, F16 or BF16" : "I64 or I32") + " is needed");
        }
        return tensor;
    }

    private StoredTensor tensor(String name) throws CheckpointFormatException {
        StoredTensor tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new CheckpointFormatException(description() + " has no tensor " + Quote.of(name));
        }
        return tensor;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
