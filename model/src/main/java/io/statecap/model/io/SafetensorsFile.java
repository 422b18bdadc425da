package io.statecap.model.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads the safetensors format: 8 bytes of header length, a JSON header, and the tensors' bytes without gaps. Every
 * claim of the header is checked when it is opened; see {@link SafetensorsHeader}.
 */
public final class SafetensorsFile extends TensorFile {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final SafetensorsHeader header;

    private SafetensorsFile(ByteSource bytes, SafetensorsHeader header) {
        super(bytes, header.tensors());
        this.header = header;
    }

    /** Maps a file; it stays open until {@link #close}. */
    public static SafetensorsFile open(Path file) throws IOException {
        return open(file, SafetensorsFile::of);
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

    /** As {@link #read(String, long, float[], int, int)}, for tensors of integers. */
    public void read(String name, long from, long[] target, int offset, int count) throws IOException {
        integers(name).read(bytes(), from, target, offset, count);
    }

    /**
     * A whole tensor of integers.
     *
     * @throws CheckpointFormatException for another type, or more elements than an array holds
     */
    public long[] readLongs(String name) throws IOException {
        StoredTensor tensor = integers(name);
        long elements = tensor.shape().elements();
        if (elements > LARGEST_ARRAY) {
            throw new CheckpointFormatException(description() + ": tensor " + Quote.of(name) + " of shape "
                    + tensor.shape() + " does not fit into one array; read it in pieces");
        }
        long[] values = new long[(int) elements];
        tensor.read(bytes(), 0, values, 0, values.length);
        return values;
    }

    private StoredTensor integers(String name) throws CheckpointFormatException {
        requireKind(name, false);
        return header.tensors().get(name);
    }
}
