package io.statecap.model.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;

/**
 * Reads the safetensors format: 8 bytes of header length, a JSON header, and the tensors' bytes without gaps. Every
 * claim of the header is checked when it is opened; see {@link SafetensorsHeader}.
 */
public final class SafetensorsFile extends TensorSource {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final Map<String, String> metadata;

    private SafetensorsFile(String description, SafetensorsHeader header, Closeable resource) {
        super(description, header.tensors(), resource);
        metadata = Collections.unmodifiableMap(header.metadata());
    }

    /** Opens a file; it stays open until {@link #close}. */
    public static SafetensorsFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(ByteSource.existing(file));
        try {
            String name = file.toString();
            ByteSource bytes = ByteSource.of(channel, name);
            return new SafetensorsFile(name, SafetensorsHeader.read(name, bytes, channel.size()), channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads from memory; the array is not copied. {@code description} names it in messages. */
    public static SafetensorsFile of(byte[] content, String description) throws IOException {
        return new SafetensorsFile(description,
                SafetensorsHeader.read(description, ByteSource.of(content), content.length), () -> { });
    }

    /** Reads the whole stream into memory, at most 2 GiB; the stream is not closed. */
    public static SafetensorsFile read(InputStream in, String description) throws IOException {
        byte[] content = in.readNBytes(LARGEST_ARRAY);
        if (content.length == LARGEST_ARRAY && in.read() >= 0) {
            throw new ModelFormatException(description + " has more than " + LARGEST_ARRAY
                    + " bytes, the most that is read from a stream; open it as a file");
        }
        return of(content, description);
    }

    /** The free-text entries of the header ({@code __metadata__}); unmodifiable. */
    public Map<String, String> metadata() {
        return metadata;
    }
}
