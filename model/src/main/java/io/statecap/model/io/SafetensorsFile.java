package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the safetensors format: 8 bytes of header length, a JSON header, and the tensors' bytes. Every claim of the
 * header is checked when it is opened: the tensors fill the bytes after it exactly, each range inside the file, as long
 * as its shape and type say, without overlap or gap, as the format demands.
 */
public final class SafetensorsFile extends TensorSource {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    /** Bytes before the header: its length. */
    private static final int LENGTH_BYTES = 8;
    private static final int HIGHEST_RANK = 8;
    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    private final Map<String, String> metadata;

    private SafetensorsFile(String name, Map<String, Tensor> tensors, Map<String, String> metadata, Closeable file) {
        super(name, tensors, file);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /** Opens a file; it stays open until {@link #close}. */
    public static SafetensorsFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(ByteSource.existing(file));
        try {
            String name = file.toString();
            return read(name, ByteSource.of(channel, name), channel.size(), channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads from memory; the array is not copied. {@code name} is that of the file in messages. */
    public static SafetensorsFile of(byte[] content, String name) throws IOException {
        return read(name, ByteSource.of(content), content.length, () -> { });
    }

    /** Reads the whole stream into memory, at most 2 GiB; the stream is not closed. */
    public static SafetensorsFile read(InputStream in, String name) throws IOException {
        byte[] content = in.readNBytes(LARGEST_ARRAY);
        if (content.length == LARGEST_ARRAY && in.read() >= 0) {
            throw new ModelFormatException(name + " has more than " + LARGEST_ARRAY
                    + " bytes, the most that is read from a stream; open it as a file");
        }
        return of(content, name);
    }

    /** The free-text entries of the header ({@code __metadata__}); unmodifiable. */
    public Map<String, String> metadata() {
        return metadata;
    }

    private static SafetensorsFile read(String name, ByteSource bytes, long size, Closeable file) throws IOException {
        if (size < LENGTH_BYTES) {
            throw new ModelFormatException(name + ": " + size
                    + " bytes are too few for a safetensors file, which has at least 8");
        }
        long length = bytes.read(0, LENGTH_BYTES).getLong();
        long most = Math.min(JsonFields.LARGEST_TEXT, size - LENGTH_BYTES);
        if (length < 0 || length > most) {
            throw new ModelFormatException(name + ": the header's length is given as "
                    + Long.toUnsignedString(length) + " bytes; in this file of " + size + " bytes, at most "
                    + most + " are allowed (is the file truncated, or no safetensors file?)");
        }
        String where = name + ": safetensors header";
        // The format fixes the first byte, so that no other encoding of JSON can pass.
        byte[] header = new byte[(int) length];
        bytes.read(LENGTH_BYTES, header.length).get(header);
        if (length == 0 || header[0] != '{') {
            throw new ModelFormatException(where + " does not start with '{'");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Range> ranges = new ArrayList<>();
        JsonNode json = JsonFields.parse(where, header).object();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                JsonFields fields = JsonFields.of(where + ": __metadata__", entry.getValue());
                for (Map.Entry<String, JsonNode> text : entry.getValue().properties()) {
                    metadata.put(text.getKey(), fields.text(text.getKey()));
                }
            } else {
                ranges.add(Range.of(entry.getKey(), JsonFields.of(where + ": tensor " + Quote.of(entry.getKey()),
                        entry.getValue())));
            }
        }
        ranges.sort(Comparator.comparingLong(Range::begin).thenComparingLong(Range::end));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long data = LENGTH_BYTES + length;
        long position = 0;
        for (Range range : ranges) {
            range.check(position, size - data);
            tensors.put(range.name(), Tensor.stored(range.type(), range.shape(), bytes, data + range.begin()));
            position = range.end();
        }
        if (position != size - data) {
            throw new ModelFormatException(where + ": the tensors end at byte " + position + " of the data, which has "
                    + (size - data) + "; bytes that belong to no tensor are not allowed");
        }
        return new SafetensorsFile(name, tensors, metadata, file);
    }

    /** What the header says of a tensor; {@code where} starts messages. */
    private record Range(String where, String name, ElementType type, Shape shape, long begin, long end) {

        static Range of(String name, JsonFields fields) throws ModelFormatException {
            fields.known(FIELDS);
            List<String> types = Arrays.stream(ElementType.values()).map(ElementType::name).toList();
            if (!types.contains(fields.text("dtype"))) {
                throw fields.error("dtype", "only one of " + types + " is allowed");
            }
            Shape shape;
            try {
                shape = new Shape(fields.naturals("shape", HIGHEST_RANK));
            } catch (IllegalArgumentException e) {
                throw fields.error("shape", e.getMessage());
            }
            List<Long> range = fields.naturals("data_offsets", 2);
            if (range.size() != 2 || range.get(0) > range.get(1)) {
                throw fields.error("data_offsets", "a begin and an end at or after it are needed");
            }
            return new Range(fields.where() + ": data_offsets " + range, name,
                    ElementType.valueOf(fields.text("dtype")), shape, range.get(0), range.get(1));
        }

        /**
         * @param position  where the tensor before it ends
         * @param available bytes of all tensors
         */
        void check(long position, long available) throws ModelFormatException {
            if (end > available) {
                throw new ModelFormatException(where + " reach beyond the " + available
                        + " bytes of data in the file (is it truncated?)");
            }
            if (begin != position) {
                throw new ModelFormatException(where + (begin < position ? " overlap" : " leave a gap after")
                        + " what ends at " + position + "; tensors must follow each other");
            }
            // Divided, not multiplied: the product may overflow.
            if ((end - begin) % type.bytes() != 0 || (end - begin) / type.bytes() != shape.elements()) {
                throw new ModelFormatException(where + " are " + (end - begin) + " bytes, but shape " + shape
                        + " of " + type + " needs " + shape.elements() + " x " + type.bytes());
            }
        }
    }
}
